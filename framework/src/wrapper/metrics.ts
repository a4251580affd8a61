import type { IncomingMessage, ServerResponse } from "node:http";
import { MicroError } from "../errors/micro-error.js";
import type { Observed, Observer } from "./observer.js";
import { CounterFamily, HistogramFamily, type Labels } from "./prometheus.js";
import { observeAll, type Wrappers } from "./wrappers.js";

export interface MetricsOptions {
  /** What the names begin with. @default "micro" */
  readonly prefix?: string;
  /** The upper bounds of the histogram of durations, in seconds. @default from 1 ms to 10 s */
  readonly bucketsSeconds?: readonly number[];
}

/** Wrappers that count, and what they counted. */
export interface Metrics extends Wrappers {
  /** The counts in Prometheus' text format. */
  text(): string;
  /** Answers a scrape: `http.createServer(metrics.handler).listen(9090)`. */
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
}

const defaultBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * Makes wrappers that count calls and messages, and measure how long they take.
 *
 * - `micro_calls_total{role, service, endpoint, code}`: how many ended, by the code they ended with (200 for well);
 * - `micro_call_duration_seconds{role, service, endpoint}`: how long they took;
 * - `micro_calls_in_flight{role, service, endpoint}`: how many are under way.
 */
export function createMetrics(options: MetricsOptions = {}): Metrics {
  const { prefix = "micro", bucketsSeconds = defaultBuckets } = options;
  const total = new CounterFamily(`${prefix}_calls_total`, "counter", "Calls and messages that ended.");
  const inFlight = new CounterFamily(`${prefix}_calls_in_flight`, "gauge", "Calls and messages under way.");
  const duration = new HistogramFamily(
    `${prefix}_call_duration_seconds`,
    "How long they took.",
    bucketsSeconds,
  );
  const observer: Observer = (observed) => {
    const labels = labelsOf(observed);
    const begun = performance.now();
    inFlight.add(labels, 1);
    return {
      end(thrown) {
        const code = thrown === undefined ? 200 : MicroError.from(thrown, "").code;
        inFlight.add(labels, -1);
        total.add({ ...labels, code: String(code) }, 1);
        duration.observe(labels, (performance.now() - begun) / 1000);
      },
    };
  };
  const text = () => [total, inFlight, duration].map((it) => it.text()).join("");
  return {
    ...observeAll(observer),
    text,
    handler(_, response) {
      response.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
      response.end(text());
    },
  };
}

function labelsOf({ role, service, endpoint }: Observed): Labels {
  return { role, service, endpoint };
}
