import { isConnectError } from "../errors/connect-error.js";
import type { RetryPredicate } from "./client.js";

/**
 * Tries again where the service cannot have done the work: it was never reached, or it said so itself with
 * 408 (too late to begin) or 503 (not now).
 *
 * Any other failure may have had an effect, and a second attempt could have it twice.
 */
export const retryOnSafeErrors: RetryPredicate = (error) =>
  isConnectError(error) || error.code === 408 || error.code === 503;
