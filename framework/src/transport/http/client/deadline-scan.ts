import { longestTimerMs } from "../../../async/time-limit.js";

/**
 * One timer for the deadlines of every call that a client makes.
 *
 * Nearly all calls end before their deadline, and most have the same time limit. So nothing is done per call but a
 * comparison; when the timer fires, every call is looked at.
 */
export class DeadlineScan {
  readonly #expire: (now: number) => number;
  #next = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  /** @param expire gives up the calls whose time is over, and returns the earliest deadline of the others */
  constructor(expire: (now: number) => number) {
    this.#expire = expire;
  }

  /** Sees to it that a deadline is not missed. */
  expect(deadline: number): void {
    if (deadline < this.#next) this.#wait(deadline);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#next = Number.POSITIVE_INFINITY;
  }

  #wait(deadline: number): void {
    clearTimeout(this.#timer);
    this.#next = deadline;
    if (deadline === Number.POSITIVE_INFINITY) return;
    const ms = Math.min(Math.max(0, Math.ceil(deadline - Date.now())), longestTimerMs);
    this.#timer = setTimeout(() => this.#wait(this.#expire(Date.now())), ms).unref();
  }
}
