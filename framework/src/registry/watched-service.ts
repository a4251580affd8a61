import { setTimeout as delay } from "node:timers/promises";
import { abortable } from "../async/abortable.js";
import type { Logger } from "../logger/logger.js";
import { applyEvent } from "./apply-event.js";
import type { RegistryEvent, RegistryReader, ServiceRecord } from "./registry.js";

export interface WatchedServiceOptions {
  readonly registry: RegistryReader;
  readonly logger: Logger;
  /** After how long the registry is asked again, beside the watch. */
  readonly refreshMs: number;
  /** Hears what is known, each time it changed. */
  readonly onChange?: (services: readonly ServiceRecord[]) => void;
}

const firstRewatchMs = 100;
const retryRefreshMs = 1_000;

/** What is known of one service: looked up once, then kept current by a watch and by asking again now and then. */
export class WatchedService {
  readonly name: string;
  readonly #options: WatchedServiceOptions;
  readonly #closing = new AbortController();
  #services: readonly ServiceRecord[] = [];
  /** Events that came while the registry was being asked: its answer may be older than they are. */
  #held: RegistryEvent[] | undefined;
  #lookup: Promise<void> | undefined;
  #refreshAt = 0;
  /** The registry failed since it last answered. */
  #stale = false;

  constructor(name: string, options: WatchedServiceOptions) {
    this.name = name;
    this.#options = options;
    void this.#watch();
  }

  /** Every version, with its nodes. */
  get services(): readonly ServiceRecord[] {
    return this.#services;
  }

  /** Asks the registry. Rejects when it fails, and when the signal aborts; several callers share one question. */
  load(signal?: AbortSignal): Promise<void> {
    this.#lookup ??= this.#load().finally(() => {
      this.#lookup = undefined;
    });
    return abortable(this.#lookup, signal);
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
        service: this.name,
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
      const { registry, refreshMs, logger } = this.#options;
      const services = await registry.getService(this.name, { signal: this.#closing.signal });
      this.#set(this.#held.reduce<readonly ServiceRecord[]>(applyEvent, services));
      this.#refreshAt = Date.now() + refreshMs;
      if (this.#stale) logger.info("the registry answers again", { service: this.name });
      this.#stale = false;
    } finally {
      this.#held = undefined;
    }
  }

  async #watch(): Promise<void> {
    const { registry, logger, refreshMs } = this.#options;
    const { signal } = this.#closing;
    let isBlind = false;
    for (let pauseMs = firstRewatchMs; !signal.aborted; pauseMs = Math.min(pauseMs * 2, refreshMs)) {
      try {
        for await (const event of registry.watch({ service: this.name, signal })) {
          pauseMs = firstRewatchMs;
          isBlind = false;
          this.#held?.push(event);
          this.#set(applyEvent(this.#services, event));
        }
      } catch (error) {
        if (!isBlind)
          logger.warn("the registry cannot be watched; asking it instead", { service: this.name, error });
        isBlind = true;
      }
      // What changed while nobody watched is found by asking again before the next use.
      this.#refreshAt = 0;
      await delay(pauseMs, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  #set(services: readonly ServiceRecord[]): void {
    this.#services = services;
    this.#options.onChange?.(services);
  }
}
