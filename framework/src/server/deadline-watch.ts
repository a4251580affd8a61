import type { MicroError } from "../errors/micro-error.js";

interface Waiting {
  /** In milliseconds since the epoch. */
  readonly deadline: number;
  expire(): void;
}

const intervalMs = 20;
/** The transport tells the handler at the deadline, and the caller has given up by itself; this comes after both. */
const graceMs = 50;

/**
 * Gives up waiting for handlers when their time is up.
 *
 * One timer looks after all of them, because a timer per call costs more than many a call. It runs only while
 * something waits.
 */
export class DeadlineWatch {
  readonly #waiting = new Set<Waiting>();
  readonly #expired: () => MicroError;
  #timer: NodeJS.Timeout | undefined;

  /** @param expired makes the error that late work ends with */
  constructor(expired: () => MicroError) {
    this.#expired = expired;
  }

  /** Gives what the work comes to, or rejects soon after the deadline; then what it comes to is dropped. */
  within<T>(work: PromiseLike<T>, deadline: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const waiting = { deadline, expire: () => reject(this.#expired()) };
      this.#waiting.add(waiting);
      this.#timer ??= setInterval(() => this.#look(), intervalMs).unref();
      work.then(
        (value) => {
          this.#waiting.delete(waiting);
          resolve(value);
        },
        (reason) => {
          this.#waiting.delete(waiting);
          reject(reason);
        },
      );
    });
  }

  #look(): void {
    if (this.#waiting.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      return;
    }
    const late = Date.now() - graceMs;
    for (const it of this.#waiting) {
      if (it.deadline > late) continue;
      this.#waiting.delete(it);
      it.expire();
    }
  }
}
