import * as api from "@opentelemetry/api";
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";
import { createTracing, type HandlerContext, type Wrappers } from "@ts-micro/framework";
import { afterEach, describe, expect, it } from "vitest";
import { createWorld, startGreeter } from "../../test/greeter.js";
import { createSpan, formatTraceparent, parseTraceparent } from "./trace-context.js";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const spanId = "b7ad6b7169203331";

describe("a traceparent", () => {
  it("is read and written", () => {
    const text = `00-${traceId}-${spanId}-01`;
    expect(parseTraceparent(text)).toEqual({ traceId, spanId, flags: "01" });
    expect(formatTraceparent({ traceId, spanId, flags: "01" })).toBe(text);
    expect(parseTraceparent(`cc-${traceId}-${spanId}-01-of-the-future`)).toBeDefined();
  });

  it.each([
    undefined,
    "",
    "00",
    `ff-${traceId}-${spanId}-01`,
    `00-${"0".repeat(32)}-${spanId}-01`,
    `00-${traceId}-${"0".repeat(16)}-01`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
  ])("is not %j", (text) => {
    expect(parseTraceparent(text)).toBeUndefined();
  });

  it("has a new span and the old trace under a parent", () => {
    const parent = { traceId, spanId, flags: "00" };
    expect(createSpan(parent)).toEqual({ ...parent, spanId: expect.stringMatching(/^[\da-f]{16}$/) });
    expect(createSpan(parent).spanId).not.toBe(spanId);
  });
});

/** An outer greeter that calls an inner one, both traced, and what traces they saw. */
async function startChain(tracing: Wrappers, forward: (context: HandlerContext) => object) {
  const world = createWorld();
  const seen: Record<string, ReturnType<typeof parseTraceparent>> = {};
  const note = (name: string, { metadata }: HandlerContext) => {
    seen[name] = parseTraceparent(metadata.get("traceparent"));
  };
  const wrappers = { wrapHandler: [tracing.wrapHandler], wrapClient: [tracing.wrapClient] };
  const inner = await startGreeter(
    {
      hello: (_, context) => {
        note("inner", context);
        return {};
      },
    },
    { ...wrappers, name: "inner" },
    world,
  );
  const outer = await startGreeter(
    {
      hello: (request, context) => {
        note("outer", context);
        return inner.greeter.hello(request, forward(context));
      },
    },
    { ...wrappers, name: "outer" },
    world,
  );
  return { greeter: outer.greeter, seen };
}

describe("tracing without OpenTelemetry's SDK", () => {
  it("carries a trace on, from call to call, with a span for each", async () => {
    const { greeter, seen } = await startChain(createTracing(), (context) => ({ context }));
    await greeter.hello({}, { metadata: { Traceparent: `00-${traceId}-${spanId}-00` } });
    expect(seen.outer).toMatchObject({ traceId, flags: "00" });
    expect(seen.inner).toMatchObject({ traceId, flags: "00" });
    expect(new Set([spanId, seen.outer?.spanId, seen.inner?.spanId]).size).toBe(3);
  });

  it("begins a trace where there is none", async () => {
    const { greeter, seen } = await startChain(createTracing(), (context) => ({ context }));
    await greeter.hello({});
    expect(seen.outer).toBeDefined();
    expect(seen.inner?.traceId).toBe(seen.outer?.traceId);
  });
});

describe("tracing with OpenTelemetry's SDK", () => {
  const exporter = new InMemorySpanExporter();
  const setUp = () => {
    const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
    provider.register();
  };
  afterEach(() => {
    exporter.reset();
    for (const part of [api.trace, api.context, api.propagation]) part.disable();
  });

  it.each([
    ["where OpenTelemetry follows the call by itself", () => ({})],
    ["where the context is handed on", (context: HandlerContext) => ({ context })],
  ])("records a span for each end of each call, %s", async (_, forward) => {
    setUp();
    const { greeter } = await startChain(createTracing({ api }), forward);
    await greeter.hello({});
    const spans = exporter.getFinishedSpans();
    const kinds = spans.map((it) => api.SpanKind[it.kind]);
    expect(kinds).toEqual(["SERVER", "CLIENT", "SERVER", "CLIENT"]);
    expect(new Set(spans.map((it) => it.spanContext().traceId)).size).toBe(1);
    const parents = spans.map((it) => it.parentSpanContext?.spanId);
    expect(parents).toEqual([...spans.slice(1).map((it) => it.spanContext().spanId), undefined]);
    expect(spans[0]?.attributes).toMatchObject({ "rpc.service": "Greeter", "rpc.method": "Hello" });
  });

  it("marks the span of a call that failed", async () => {
    setUp();
    const { wrapHandler } = createTracing({ api });
    const { greeter } = await startGreeter({}, { wrapHandler: [wrapHandler] });
    await expect(greeter.hello({})).rejects.toMatchObject({ code: 501 });
    const [span] = exporter.getFinishedSpans();
    expect(span?.status).toEqual({
      code: api.SpanStatusCode.ERROR,
      message: "Greeter.Hello is not implemented",
    });
    expect(span?.attributes["rpc.micro.status_code"]).toBe(501);
  });
});
