import { performance } from "node:perf_hooks";
import { abortable } from "../../async/abortable.js";
import { createDeferred } from "../../async/deferred.js";

export interface AnswerWindowOptions {
  /** How long to wait for answers; three times as long for the first. */
  readonly timeoutMs: number;
  /** Ends when answers stop coming, not only when the time is over. */
  readonly settles: boolean;
  /** Called now and then while nothing was heard: a packet may have been lost. */
  readonly onSilence: () => void;
  readonly signal: AbortSignal | undefined;
}

/** After this long without a further answer no more is expected, where the first came at once. */
const quietMs = 20;

/**
 * Waits for answers whose number nobody knows.
 *
 * Answers from one network come at about the same time. When the last one is two more of its own delays ago, and
 * at least {@link quietMs}, the rest is not coming. So a lookup on one machine takes some 20 ms, one on a slow
 * network longer, and only one for what is not there, or on a machine too busy to answer, the longest.
 */
export class AnswerWindow {
  /** Resolves when the window closes; rejects when the signal aborts. */
  readonly closed: Promise<void>;
  readonly #options: AnswerWindowOptions;
  readonly #start = performance.now();
  readonly #longestMs: number;
  readonly #resolve: () => void;
  #timer: NodeJS.Timeout | undefined;
  #answers = 0;
  /** When to ask again, while nothing was heard; then when to close. */
  #dueMs: number;

  constructor(options: AnswerWindowOptions) {
    this.#options = options;
    this.#longestMs = 3 * options.timeoutMs;
    this.#dueMs = options.timeoutMs / 2;
    const { promise, resolve } = createDeferred<void>();
    this.#resolve = resolve;
    this.closed = abortable(promise, options.signal).finally(() => clearTimeout(this.#timer));
    this.#wait();
  }

  /** An answer came. */
  heard(): void {
    this.#answers += 1;
    const { settles, timeoutMs } = this.#options;
    const elapsedMs = this.#elapsedMs();
    const settledMs = elapsedMs + Math.max(quietMs, 2 * elapsedMs);
    this.#dueMs = Math.min(settles ? settledMs : Math.max(timeoutMs, elapsedMs + quietMs), this.#longestMs);
    this.#wait();
  }

  #elapsedMs(): number {
    return performance.now() - this.#start;
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#due, Math.max(this.#dueMs - this.#elapsedMs(), 0));
  }

  readonly #due = (): void => {
    const answers = this.#answers;
    // On a busy machine the time is over before the answers that are already here were read.
    setImmediate(() => {
      const isOver = this.#elapsedMs() >= this.#longestMs;
      if (!isOver && this.#answers === 0) {
        this.#options.onSilence();
        this.#dueMs = Math.min(2 * this.#dueMs, this.#longestMs);
        this.#wait();
      } else if (isOver || answers === this.#answers) {
        this.#resolve();
      }
    });
  };
}
