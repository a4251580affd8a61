import type { Logger } from "../logger/logger.js";
import type { Registry, ServiceRecord } from "../registry/registry.js";

export interface RegistrationOptions {
  readonly registry: Registry;
  /** What is registered; asked for each time, so that it may change. */
  readonly record: () => ServiceRecord;
  /** After how long without renewal the registry forgets the service. */
  readonly ttlMs: number;
  /** How often it is renewed. */
  readonly intervalMs: number;
  readonly logger: Logger;
}

/** How long to wait before trying again after the registry failed, at most. */
const retryMs = 1000;

/** A service's entry in the registry, kept alive until it is closed. */
export class Registration {
  readonly #options: RegistrationOptions;
  #renewal: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: RegistrationOptions) {
    this.#options = options;
  }

  /** Resolves after the first attempt. A registry that fails is tried again until it does not. */
  start(): Promise<void> {
    this.#renewal = this.#renew();
    return this.#renewal;
  }

  /** Takes the entry back. Idempotent. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    // A renewal that is under way would bring the entry back.
    await this.#renewal;
    const { registry, record, logger } = this.#options;
    try {
      await registry.deregister(record());
    } catch (error) {
      logger.warn("Could not deregister; peers will notice when the registration runs out", { error });
    }
  }

  async #renew(): Promise<void> {
    const { registry, record, ttlMs, intervalMs, logger } = this.#options;
    let waitMs = intervalMs;
    try {
      await registry.register(record(), { ttlMs });
    } catch (error) {
      waitMs = Math.min(retryMs, intervalMs);
      logger.error(`Could not register at the ${registry.name} registry; trying again`, { error, waitMs });
    }
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#renewal = this.#renew();
    }, waitMs).unref();
  }
}
