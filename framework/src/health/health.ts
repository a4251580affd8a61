/*
 * Health is whether a service can serve: what probes and balancers ask.
 */
import type { Awaitable } from "../async/awaitable.js";

/** Looks at something that a service needs. It throws when that is not well. */
export type HealthCheck = (signal: AbortSignal) => Awaitable<void>;

/** What a service said of itself. */
export interface HealthReport {
  readonly healthy: boolean;
  /** The names of the checks that failed. */
  readonly failing: readonly string[];
}

/** Tells whether a service can serve. */
export interface Health {
  check(): Promise<HealthReport>;
}
