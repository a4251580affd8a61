import type { Observation, Observed } from "./observer.js";
import { findOpenTelemetry, type OpenTelemetryApi, observeByOpenTelemetry } from "./open-telemetry.js";
import { createSpan, formatTraceparent, parseTraceparent } from "./trace-context.js";
import { observeAll, type Wrappers } from "./wrappers.js";

export interface TracingOptions {
  /** Records the spans. @default the package `@opentelemetry/api`, where it is installed */
  readonly api?: OpenTelemetryApi;
}

const traceparent = "traceparent";

/**
 * Makes wrappers that carry traces on: W3C `traceparent` comes in and goes out, with a span of its own for each
 * call and message.
 *
 * Spans are recorded where OpenTelemetry is set up. Pass `{ context }` to the calls that a handler makes: that
 * is how a trace finds its way where OpenTelemetry does not follow it.
 */
export function createTracing(options: TracingOptions = {}): Wrappers {
  const api = options.api ?? findOpenTelemetry();
  return observeAll(
    (observed) => (api && observeByOpenTelemetry(api, observed)) ?? observeByTraceparent(observed),
  );
}

function observeByTraceparent({ role, context }: Observed): Observation {
  const parent = parseTraceparent(context?.metadata.get(traceparent));
  const own = formatTraceparent(createSpan(parent));
  // Calls that are made for this one carry its metadata on.
  if (role === "handler" || role === "subscriber") context?.metadata.set(traceparent, own);
  return { metadata: { [traceparent]: own }, end() {} };
}
