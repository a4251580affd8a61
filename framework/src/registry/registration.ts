import { abortable } from "../async/abortable.js";
import { longestTimerMs, timeLimit } from "../async/time-limit.js";
import type { Logger } from "../logger/logger.js";
import type { Registry, ServiceRecord } from "./registry.js";

export interface RegistrationOptions {
  readonly registry: Registry;
  /** What is registered; asked for each time, so that it may change. */
  readonly record: () => ServiceRecord;
  /** After how long without renewal the registry forgets it; `Infinity` for never. */
  readonly ttlMs: number;
  /** How often it is renewed; `Infinity` for never. */
  readonly intervalMs: number;
  readonly logger: Logger;
}

/** How long to wait before trying again after the registry failed, at most. */
const retryMs = 1_000;
/** How long the registry may take, at most: one that hangs has failed. */
const patienceMs = 10_000;

/** An entry in the registry, kept alive until it is closed. */
export class Registration {
  readonly #options: RegistrationOptions;
  readonly #patienceMs: number;
  #renewal: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: RegistrationOptions) {
    this.#options = options;
    this.#patienceMs = Math.min(patienceMs, options.intervalMs);
  }

  /** Resolves after the first attempt. A registry that fails is tried again until it does not. */
  start(): Promise<void> {
    this.#renewal = this.#renew();
    return this.#renewal;
  }

  /** Takes the entry back. Idempotent. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    clearTimeout(this.#timer);
    // A renewal that is under way would bring the entry back.
    await this.#renewal;
    const { registry, record, logger } = this.#options;
    const service = record();
    try {
      await abortable(registry.deregister(service), timeLimit(this.#patienceMs));
    } catch (error) {
      const message = "Could not deregister; peers will notice when the registration runs out";
      logger.warn(message, { service: service.name, error });
    }
  }

  async #renew(): Promise<void> {
    const { registry, record, ttlMs, intervalMs, logger } = this.#options;
    const service = record();
    let waitMs = intervalMs;
    try {
      const options = ttlMs === Infinity ? {} : { ttlMs };
      await abortable(registry.register(service, options), timeLimit(this.#patienceMs));
    } catch (error) {
      waitMs = Math.min(retryMs, intervalMs);
      const message = `Could not register at the ${registry.name} registry; trying again`;
      logger.error(message, { service: service.name, error, waitMs });
    }
    if (this.#closed !== undefined || waitMs > longestTimerMs) return;
    this.#timer = setTimeout(() => {
      this.#renewal = this.#renew();
    }, waitMs).unref();
  }
}
