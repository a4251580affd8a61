import { isConnectError } from "../errors/connect-error.js";
import type { RetryPredicate } from "./client.js";

/**
 * Tries again where nothing came back from the service: it was never reached, its connection was lost before a reply
 * (503), or it said itself 408 (too late) or 503 (not now).
 *
 * A service that dies while it works may have had an effect: methods that must not run twice are called with
 * `retries: 0`. Any other failure is an answer, and is not asked for twice.
 */
export const retryOnSafeErrors: RetryPredicate = (error) =>
  isConnectError(error) || error.code === 408 || error.code === 503;
