import { longestTimerMs } from "../async/time-limit.js";

/** How far apart the timers are: deadlines within the same stretch share one. */
const tickMs = 4;

/** Takes back a deadline. */
export type CancelDeadline = () => void;

/**
 * The deadlines of many calls, with few timers.
 *
 * Most calls end long before their deadline, so setting one and taking it back is all that must be cheap.
 */
export class Deadlines {
  readonly #ticks = new Map<number, Tick>();

  /**
   * Calls back once the time has come, and a few milliseconds late at most.
   *
   * @param deadline in milliseconds since the epoch
   */
  set(deadline: number, onPassed: () => void): CancelDeadline {
    const at = Math.ceil(deadline / tickMs);
    let tick = this.#ticks.get(at);
    if (tick === undefined) {
      tick = { callbacks: new Set(), timer: undefined };
      this.#ticks.set(at, tick);
      this.#wait(at, tick);
    }
    const { callbacks } = tick;
    // The same function may be given twice: each time is a deadline of its own.
    const entry = { onPassed };
    callbacks.add(entry);
    return () => {
      if (callbacks.delete(entry) && callbacks.size === 0) this.#drop(at);
    };
  }

  /** A wait that is longer than a timer's goes on from there. */
  #wait(at: number, tick: Tick): void {
    const ms = at * tickMs - Date.now();
    tick.timer = setTimeout(
      () => (ms > longestTimerMs ? this.#wait(at, tick) : this.#pass(at, tick)),
      Math.min(Math.max(ms, 0), longestTimerMs),
    );
  }

  #pass(at: number, tick: Tick): void {
    this.#ticks.delete(at);
    const entries = [...tick.callbacks];
    tick.callbacks.clear();
    for (const { onPassed } of entries) onPassed();
  }

  #drop(at: number): void {
    clearTimeout(this.#ticks.get(at)?.timer);
    this.#ticks.delete(at);
  }
}

interface Tick {
  readonly callbacks: Set<{ readonly onPassed: () => void }>;
  timer: NodeJS.Timeout | undefined;
}
