import type { Backoff } from "./client.js";

export interface ExponentialBackoffOptions {
  /** The longest wait before the first repetition. @default 10 */
  readonly baseMs?: number;
  /** How much longer the wait may be before each further one. @default 10 */
  readonly factor?: number;
  /** The longest wait before any. @default 10000 */
  readonly maxMs?: number;
}

/**
 * Waits longer before each repetition: up to 10 ms, 100 ms, 1 s, 10 s.
 *
 * Half of each wait is chance, so clients that failed together do not come back together.
 */
export function exponentialBackoff(options: ExponentialBackoffOptions = {}): Backoff {
  const { baseMs = 10, factor = 10, maxMs = 10_000 } = options;
  return (attempt) => {
    const longest = Math.min(baseMs * factor ** (attempt - 1), maxMs);
    return longest / 2 + (Math.random() * longest) / 2;
  };
}
