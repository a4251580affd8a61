/** The longest time that a timer of Node waits, about 25 days; one that is set to more runs out at once. */
export const longestTimerMs: number = 2 ** 31 - 1;

/** Makes a signal that aborts after a time; never, where that is longer than a timer can wait, or `Infinity`. */
export function timeLimit(ms: number): AbortSignal {
  return ms > longestTimerMs ? new AbortController().signal : AbortSignal.timeout(Math.ceil(ms));
}
