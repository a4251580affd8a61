import { MicroError } from "../errors/micro-error.js";
import type { Logger } from "../logger/logger.js";
import type { Observer } from "./observer.js";
import { parseTraceparent } from "./trace-context.js";
import { observeAll, type Wrappers } from "./wrappers.js";

export interface LoggingOptions {
  /** `service.logger`, or any other. */
  readonly logger: Logger;
}

const words = {
  handler: "served",
  client: "called",
  subscriber: "received",
  publisher: "published",
} as const;

/**
 * Makes wrappers that log one line per call and message: what, how long it took, and how it ended.
 *
 * What ends well is logged at level info, a failure that is the caller's at warn, and any other at error.
 */
export function createLogging({ logger }: LoggingOptions): Wrappers {
  const observer: Observer = ({ role, service, endpoint, context }) => {
    const begun = performance.now();
    return {
      end(thrown) {
        const ms = Math.round((performance.now() - begun) * 1000) / 1000;
        const from = context?.metadata.get("Micro-From-Service");
        const trace = parseTraceparent(context?.metadata.get("traceparent"))?.traceId;
        const fields = {
          service,
          ms,
          ...(from !== undefined && { from }),
          ...(trace !== undefined && { trace }),
        };
        if (thrown === undefined) return logger.info(`${words[role]} ${endpoint}`, fields);
        const error = MicroError.from(thrown, service);
        const level = error.code >= 400 && error.code < 500 ? "warn" : "error";
        logger[level](`${words[role]} ${endpoint} and failed`, {
          ...fields,
          code: error.code,
          error: thrown,
        });
      },
    };
  };
  return observeAll(observer);
}
