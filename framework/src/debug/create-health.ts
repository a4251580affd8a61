import { abortable } from "../async/abortable.js";
import type { Health, HealthCheck } from "../health/health.js";
import type { Logger } from "../logger/logger.js";

export interface HealthOptions {
  /** By name: what callers and logs see of a check that fails. */
  readonly checks: Readonly<Record<string, HealthCheck>>;
  /** How long a check may take. @default 1000 */
  readonly timeoutMs?: number;
  /** Hears why a check failed; callers do not. */
  readonly logger: Logger;
}

/** Makes a health that runs all checks, at once, each time it is asked. Without checks it is well. */
export function createHealth({ checks, timeoutMs = 1000, logger }: HealthOptions): Health {
  const holds = async ([name, check]: [string, HealthCheck]): Promise<boolean> => {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      await abortable((async () => check(signal))(), signal);
      return true;
    } catch (error) {
      logger.warn(`Health check ${name} failed`, { error });
      return false;
    }
  };
  return {
    async check() {
      const entries = Object.entries(checks);
      const results = await Promise.all(entries.map(holds));
      const failing = entries.filter((_, i) => !results[i]).map(([name]) => name);
      return { healthy: failing.length === 0, failing };
    },
  };
}
