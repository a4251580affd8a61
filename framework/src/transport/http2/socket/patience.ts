const most = 1_000;
const regainedPerSecond = 50;
/** So every fourth call may be given up, however many there are. */
const regainedPerStream = 0.25;

/**
 * How much a connection bears of what is allowed, does nothing and costs work: streams that are opened and reset,
 * settings, frames that are empty or late. It is used up by a flood, and regained by time and by streams that end as
 * they should. PINGs are free: some peers measure with them, again and again, and who does not read their answers is
 * not heard.
 */
export class Patience {
  #left = most;
  #since = Date.now();

  /** @returns false when there is none left */
  spend(): boolean {
    this.#left -= 1;
    if (this.#left > 0) return true;
    const now = Date.now();
    this.#left = Math.min(most, this.#left + ((now - this.#since) / 1_000) * regainedPerSecond);
    this.#since = now;
    return this.#left > 0;
  }

  /** A stream has ended as it should. */
  regain(): void {
    if (this.#left < most) this.#left += regainedPerStream;
  }
}
