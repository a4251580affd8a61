import { createRequire } from "node:module";
import { MicroError } from "../errors/micro-error.js";
import type { Metadata } from "../metadata/metadata.js";
import type { Observation, Observed } from "./observer.js";

/** What is used of the package `@opentelemetry/api`; its contexts are handed through unseen. */
export interface OpenTelemetryApi {
  readonly context: {
    active(): unknown;
    with<T>(context: unknown, work: () => T): T;
  };
  readonly propagation: {
    fields(): string[];
    inject(context: unknown, carrier: Record<string, string>): void;
    extract(context: unknown, carrier: Record<string, string>): unknown;
  };
  readonly trace: {
    getTracer(name: string): OpenTelemetryTracer;
    getSpan(context: unknown): OpenTelemetrySpan | undefined;
    setSpan(context: unknown, span: OpenTelemetrySpan): unknown;
  };
}

export interface OpenTelemetryTracer {
  startSpan(name: string, options: OpenTelemetrySpanOptions, context: unknown): OpenTelemetrySpan;
}

export interface OpenTelemetrySpanOptions {
  readonly kind: number;
  readonly attributes: Record<string, string>;
}

export interface OpenTelemetrySpan {
  spanContext(): { readonly traceId: string };
  setAttribute(key: string, value: number): unknown;
  setStatus(status: { readonly code: number; readonly message: string }): unknown;
  end(): void;
}

/** The numbers of OpenTelemetry's `SpanKind`. */
const kinds = { handler: 1, client: 2, publisher: 3, subscriber: 4 } as const;
const statusError = 2;
/** What spans have for a trace while nobody records any. */
const noTrace = "0".repeat(32);

/** Finds the package where a service has installed it. */
export function findOpenTelemetry(): OpenTelemetryApi | undefined {
  try {
    return createRequire(import.meta.url)("@opentelemetry/api") as OpenTelemetryApi;
  } catch {
    return undefined;
  }
}

/** @returns undefined when nobody records spans */
export function observeByOpenTelemetry(api: OpenTelemetryApi, observed: Observed): Observation | undefined {
  const { role, endpoint, context } = observed;
  const parent = parentOf(api, observed);
  const options = { kind: kinds[role], attributes: attributesOf(observed) };
  const span = api.trace.getTracer("@ts-micro/framework").startSpan(endpoint, options, parent);
  if (span.spanContext().traceId === noTrace) return undefined;
  const own = api.trace.setSpan(parent, span);
  const metadata: Record<string, string> = {};
  api.propagation.inject(own, metadata);
  // Calls that are made for this one carry its metadata on.
  if (role === "handler" || role === "subscriber") setAll(context?.metadata, metadata);
  return {
    metadata,
    run: (work) => api.context.with(own, work),
    end(thrown) {
      if (thrown !== undefined) {
        const { code, detail } = MicroError.from(thrown, observed.service);
        span.setAttribute("rpc.micro.status_code", code);
        span.setStatus({ code: statusError, message: detail });
      }
      span.end();
    },
  };
}

/** What came with the call, or what this process is at. */
function parentOf(api: OpenTelemetryApi, { role, context }: Observed): unknown {
  const active = api.context.active();
  const makes = role === "client" || role === "publisher";
  if (context === undefined || (makes && api.trace.getSpan(active))) return active;
  const carrier: Record<string, string> = {};
  for (const field of api.propagation.fields()) {
    const value = context.metadata.get(field);
    if (value !== undefined) carrier[field] = value;
  }
  return api.propagation.extract(active, carrier);
}

function attributesOf({ role, service, endpoint }: Observed): Record<string, string> {
  if (role === "subscriber" || role === "publisher") {
    return { "messaging.system": "micro", "messaging.destination.name": endpoint };
  }
  const [rpcService = "", method = ""] = endpoint.split(".", 2);
  return {
    "rpc.system": "micro",
    "rpc.service": rpcService,
    "rpc.method": method,
    "service.peer.name": service,
  };
}

function setAll(metadata: Metadata | undefined, entries: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(entries)) metadata?.set(key, value);
}
