import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "../logger/logger.js";
import type { Registry, RegistryEvent, ServiceRecord } from "../registry/registry.js";
import { applyEvent } from "./apply-event.js";
import { NodeRotation, type SetAsideOptions } from "./node-rotation.js";

export interface ServiceCacheOptions extends SetAsideOptions {
  readonly registry: Registry;
  readonly logger: Logger;
  /** After how long the registry is asked again, beside the watch. */
  readonly refreshMs: number;
}

const firstRewatchMs = 100;
const retryRefreshMs = 1_000;

/** What is known of one service: looked up once, then kept current by a watch and by asking again now and then. */
export class ServiceCache {
  readonly nodes: NodeRotation;
  readonly #name: string;
  readonly #options: ServiceCacheOptions;
  readonly #closing = new AbortController();
  /** Events that came while the registry was being asked: its answer may be older than they are. */
  #held: RegistryEvent[] | undefined;
  #lookup: Promise<void> | undefined;
  #refreshAt = 0;
  /** The registry failed since it last answered. */
  #stale = false;

  constructor(name: string, options: ServiceCacheOptions) {
    this.#name = name;
    this.#options = options;
    this.nodes = new NodeRotation(options);
    void this.#watch();
  }

  /** Asks the registry. Rejects when it fails; several callers share one question. */
  load(): Promise<void> {
    this.#lookup ??= this.#load().finally(() => {
      this.#lookup = undefined;
    });
    return this.#lookup;
  }

  /** Asks again in the background when it is time, and goes on with what is known if that fails. */
  refresh(): void {
    if (Date.now() < this.#refreshAt || this.#lookup !== undefined) return;
    this.load().catch((error: unknown) => {
      if (this.#closing.signal.aborted) return;
      this.#refreshAt = Date.now() + Math.min(this.#options.refreshMs, retryRefreshMs);
      if (this.#stale) return;
      this.#stale = true;
      const { logger } = this.#options;
      logger.warn("the registry failed; going on with the nodes that are known", {
        service: this.#name,
        error,
      });
    });
  }

  close(): void {
    this.#closing.abort();
  }

  async #load(): Promise<void> {
    this.#held = [];
    try {
      const services = await this.#options.registry.getService(this.#name, { signal: this.#closing.signal });
      this.nodes.replace(this.#held.reduce<readonly ServiceRecord[]>(applyEvent, services));
      this.#refreshAt = Date.now() + this.#options.refreshMs;
      if (this.#stale) this.#options.logger.info("the registry answers again", { service: this.#name });
      this.#stale = false;
    } finally {
      this.#held = undefined;
    }
  }

  async #watch(): Promise<void> {
    const { registry, logger } = this.#options;
    const { signal } = this.#closing;
    for (
      let pauseMs = firstRewatchMs;
      !signal.aborted;
      pauseMs = Math.min(pauseMs * 2, this.#options.refreshMs)
    ) {
      try {
        for await (const event of registry.watch({ service: this.#name, signal })) {
          pauseMs = firstRewatchMs;
          this.#held?.push(event);
          this.nodes.replace(applyEvent(this.nodes.services, event));
        }
      } catch (error) {
        logger.warn("watching the registry failed; trying again", { service: this.#name, error });
      }
      // What changed while nobody watched is found by asking again before the next call.
      this.#refreshAt = 0;
      await delay(pauseMs, undefined, { signal, ref: false }).catch(() => {});
    }
  }
}
