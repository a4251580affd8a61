import { performance } from "node:perf_hooks";

export interface AnswerWindowOptions {
  /** The longest time to wait. */
  readonly timeoutMs: number;
  /** Ends when answers stop coming, not only when the time is over. */
  readonly settles: boolean;
  /** Called in the middle of the time if nothing was heard: a packet may have been lost. */
  readonly onSilence: () => void;
  readonly signal: AbortSignal | undefined;
}

/** After this long without a further answer no more is expected, where the first came at once. */
const quietMs = 20;

/**
 * Waits for answers whose number nobody knows.
 *
 * Answers from one network come at about the same time. When the last one is two more of its own delays ago, and
 * at least {@link quietMs}, the rest is not coming. So a lookup on one machine takes some 20 ms, and one on a slow
 * network the whole time.
 */
export class AnswerWindow {
  /** Resolves when the window closes; rejects when the signal aborts. */
  readonly closed: Promise<void>;
  readonly #options: AnswerWindowOptions;
  readonly #start = performance.now();
  readonly #resolve: () => void;
  #timer: NodeJS.Timeout | undefined;
  #answers = 0;
  #silent = true;
  #endMs: number;

  constructor(options: AnswerWindowOptions) {
    this.#options = options;
    this.#endMs = options.timeoutMs;
    const { promise, resolve, reject } = deferred();
    const { signal } = options;
    const abort = (): void => reject(signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });
    this.#resolve = resolve;
    this.closed = promise.finally(() => {
      clearTimeout(this.#timer);
      signal?.removeEventListener("abort", abort);
    });
    this.#wait(options.timeoutMs / 2);
  }

  /** An answer came. */
  heard(): void {
    this.#answers += 1;
    this.#silent = false;
    const { settles, timeoutMs } = this.#options;
    const elapsedMs = performance.now() - this.#start;
    if (settles) this.#endMs = Math.min(timeoutMs, elapsedMs + Math.max(quietMs, 2 * elapsedMs));
    this.#wait(this.#endMs);
  }

  #wait(untilMs: number): void {
    clearTimeout(this.#timer);
    const leftMs = untilMs - (performance.now() - this.#start);
    this.#timer = setTimeout(this.#due, Math.max(leftMs, 0));
  }

  readonly #due = (): void => {
    const answers = this.#answers;
    // On a busy machine the time is over before the answers that are already here were read.
    setImmediate(() => {
      const isOver = performance.now() - this.#start >= this.#options.timeoutMs;
      if (this.#silent && !isOver) {
        this.#silent = false;
        this.#options.onSilence();
        this.#wait(this.#endMs);
      } else if (isOver || answers === this.#answers) {
        this.#resolve();
      }
    });
  };
}

function deferred(): { promise: Promise<void>; resolve: () => void; reject: (reason: unknown) => void } {
  let resolve = (): void => {};
  let reject = (_reason: unknown): void => {};
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
