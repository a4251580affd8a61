import type { BrokerHandler, BrokerMessage } from "./broker.js";

/** How many messages one subscription handles at a time; further ones wait with whoever delivers them. */
const maxRunning = 1_024;

/** Runs a subscription's handler, and knows when it is done. */
export class Intake {
  readonly #handler: BrokerHandler;
  readonly #onError: (error: unknown, message: BrokerMessage) => void;
  readonly #waiting: (() => void)[] = [];
  readonly #idle: (() => void)[] = [];
  #running = 0;
  #closed = false;

  constructor(handler: BrokerHandler, onError: (error: unknown, message: BrokerMessage) => void) {
    this.#handler = handler;
    this.#onError = onError;
  }

  /** Resolves when the handler is done; what it throws is reported. @returns false when closed: it took nothing */
  async take(message: BrokerMessage): Promise<boolean> {
    if (this.#closed) return false;
    this.#running += 1;
    try {
      await this.#handler(message);
    } catch (error) {
      this.#onError(error, message);
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
      if (this.#running === 0) for (const resolve of this.#idle.splice(0)) resolve();
    }
    return true;
  }

  /** Resolves when there is room for another message. */
  async ready(): Promise<void> {
    while (this.#running >= maxRunning) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Takes nothing more; resolves when the handler is done with the last. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#running > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }
}
