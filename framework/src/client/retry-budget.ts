import type { CallWrapper, RetryPredicate } from "./client.js";
import { retryOnSafeErrors } from "./retry.js";

export interface RetryBudgetOptions {
  /** How many repetitions each call pays for. @default 0.1: one for ten calls */
  readonly ratio?: number;
  /** How many repetitions may be saved up, and are there at the beginning. @default 10 */
  readonly saved?: number;
  /** Which failures are worth another attempt, as long as the budget lasts. @default `retryOnSafeErrors` */
  readonly retry?: RetryPredicate;
}

/** The two halves of a budget: give both to the client. */
export interface RetryBudget {
  /** Lets calls pay in. */
  readonly wrapCall: CallWrapper;
  /** Takes out for each repetition. */
  readonly retry: RetryPredicate;
}

/**
 * Makes a budget for repeated calls: when everything fails, repetitions add a tenth to the load and do not
 * double it.
 *
 * ```ts
 * const budget = createRetryBudget();
 * createService({ name, wrapCall: [budget.wrapCall], callOptions: { retry: budget.retry } });
 * ```
 */
export function createRetryBudget(options: RetryBudgetOptions = {}): RetryBudget {
  const { ratio = 0.1, saved = 10, retry = retryOnSafeErrors } = options;
  if (!(ratio >= 0)) throw new TypeError(`Expected \`ratio\` to be a number of at least 0, got \`${ratio}\``);
  if (!(saved >= 0)) throw new TypeError(`Expected \`saved\` to be a number of at least 0, got \`${saved}\``);
  let left = saved;
  return {
    wrapCall: (next) => (attempt) => {
      if (attempt.number === 0) left = Math.min(left + ratio, Math.max(saved, ratio));
      return next(attempt);
    },
    retry(error, attempt) {
      if (left < 1 || !retry(error, attempt)) return false;
      left -= 1;
      return true;
    },
  };
}
