import { longestTimerMs } from "../async/time-limit.js";

/** What an option must be. */
export interface Expectation {
  /** Ends the sentence "Expected the option to be ...". */
  readonly expected: string;
  holds(value: unknown): boolean;
}

/** For `Infinity` there is no limit, and nothing is repeated. */
export const duration: Expectation = {
  expected: "a number of milliseconds above 0, or Infinity",
  holds: (it) => typeof it === "number" && it > 0,
};

/** For waits that must end. */
export const boundedDuration: Expectation = {
  expected: `a number of milliseconds above 0, at most ${longestTimerMs}`,
  holds: (it) => typeof it === "number" && it > 0 && it <= longestTimerMs,
};

export const positive: Expectation = {
  expected: "a number above 0",
  holds: (it) => typeof it === "number" && it > 0,
};

export const functions: Expectation = {
  expected: "an array of functions",
  holds: (it) => Array.isArray(it) && it.every((each) => typeof each === "function"),
};

/**
 * Checks an option where it comes in; one that is not given is right.
 *
 * @param name with the kind of thing it is an option of: `server option`
 * @throws {TypeError} naming the option, what it must be, and what it is
 */
export function checkOption(name: string, value: unknown, { expected, holds }: Expectation): void {
  if (value === undefined || holds(value)) return;
  throw new TypeError(`Expected the ${name} to be ${expected}, got \`${value}\` (${typeof value})`);
}
