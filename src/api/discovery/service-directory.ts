import { setTimeout as delay } from "node:timers/promises";
import type { Logger, Registry, ServiceRecord } from "@ts-micro/framework";

export interface ServiceDirectoryOptions {
  readonly registry: Registry;
  readonly logger: Logger;
  /** Which services are of interest. */
  readonly includes: (service: string) => boolean;
  /**
   * Hears of a service whenever something of it may have changed; it has no versions when it is gone.
   *
   * @returns false to be told again in a while
   */
  readonly onChange: (service: string, versions: readonly ServiceRecord[]) => Promise<boolean>;
}

/** How often everything is asked for, beside the watch: a watch can miss something. */
const refreshMs = 30_000;
const rewatchMs = 1_000;
const firstRetryMs = 500;

/** What is registered: asked for once, then kept current by a watch. */
export class ServiceDirectory {
  readonly #options: ServiceDirectoryOptions;
  readonly #services = new Map<string, readonly ServiceRecord[]>();
  readonly #asking = new Map<string, { again: boolean }>();
  readonly #retries = new Map<string, { readonly timer: NodeJS.Timeout; readonly waitMs: number }>();
  readonly #closing = new AbortController();

  constructor(options: ServiceDirectoryOptions) {
    this.#options = options;
  }

  /** Every version of a service; none when it is not registered. */
  versions(service: string): readonly ServiceRecord[] {
    return this.#services.get(service) ?? [];
  }

  /** In the order in which they were first seen. */
  names(): string[] {
    return [...this.#services.keys()];
  }

  /** Resolves when everything that is registered is known, or the registry has failed: it is asked again then. */
  async start(): Promise<void> {
    void this.#watch();
    await this.#refresh();
    void this.#refreshNowAndThen();
  }

  close(): void {
    this.#closing.abort();
    for (const { timer } of this.#retries.values()) clearTimeout(timer);
  }

  async #watch(): Promise<void> {
    const { registry, logger } = this.#options;
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        for await (const { service } of registry.watch({ signal })) void this.#look(service.name);
      } catch (error) {
        logger.warn("The registry cannot be watched; it is asked now and then", { error });
      }
      await delay(rewatchMs, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  async #refreshNowAndThen(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await delay(refreshMs, undefined, { signal, ref: false }).catch(() => {});
      if (!signal.aborted) await this.#refresh();
    }
  }

  async #refresh(): Promise<void> {
    const { registry, logger } = this.#options;
    try {
      const names = await registry.listServices({ signal: this.#closing.signal });
      await Promise.all([...new Set([...names, ...this.#services.keys()])].map((it) => this.#look(it)));
    } catch (error) {
      if (!this.#closing.signal.aborted)
        logger.warn("The registry failed; going on with what is known", { error });
    }
  }

  /** Asks for one service: once more, when something changed while it was asked for. */
  async #look(service: string): Promise<void> {
    if (!this.#options.includes(service)) return;
    const running = this.#asking.get(service);
    if (running !== undefined) {
      running.again = true;
      return;
    }
    const state = { again: false };
    this.#asking.set(service, state);
    try {
      do {
        state.again = false;
        await this.#ask(service);
      } while (state.again);
    } finally {
      this.#asking.delete(service);
    }
  }

  async #ask(service: string): Promise<void> {
    const { registry, logger, onChange } = this.#options;
    const { signal } = this.#closing;
    try {
      const versions = await registry.getService(service, { signal });
      if (versions.length === 0) this.#services.delete(service);
      else this.#services.set(service, versions);
      if (await onChange(service, versions)) this.#cancelRetry(service);
      else this.#retryLater(service);
    } catch (error) {
      if (!signal.aborted)
        logger.warn("A service could not be looked up; going on with what is known", { service, error });
    }
  }

  #retryLater(service: string): void {
    if (this.#closing.signal.aborted) return;
    const waitMs = Math.min((this.#retries.get(service)?.waitMs ?? firstRetryMs / 2) * 2, refreshMs);
    this.#cancelRetry(service);
    const timer = setTimeout(() => void this.#look(service), waitMs).unref();
    this.#retries.set(service, { timer, waitMs });
  }

  #cancelRetry(service: string): void {
    clearTimeout(this.#retries.get(service)?.timer);
    this.#retries.delete(service);
  }
}
