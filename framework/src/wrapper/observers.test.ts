import {
  createLogging,
  createMetrics,
  internalServerError,
  type LogFields,
  type Logger,
  type LogLevel,
  notFound,
  type Wrappers,
} from "@ts-micro/framework";
import { describe, expect, it } from "vitest";
import { createGreeterClient, HelloRequestSchema } from "../../test/gen/greeter.micro.js";
import { createWorld, type StartedGreeter, startGreeter } from "../../test/greeter.js";

function wrapAll({ wrapHandler, wrapSubscriber, wrapClient }: Wrappers) {
  return { wrapHandler: [wrapHandler], wrapSubscriber: [wrapSubscriber], wrapClient: [wrapClient] };
}

/** What some libraries give in the place of a promise. */
class Later implements PromiseLike<never> {
  readonly #failing = Promise.reject(notFound("greeter", "nobody"));

  // biome-ignore lint/suspicious/noThenProperty: it is what is tested
  readonly then: PromiseLike<never>["then"] = (...args) => this.#failing.then(...args);
}

/** A greeter of which everything is observed. */
function startObserved(wrappers: Wrappers): Promise<StartedGreeter> {
  const hello = ({ name }: { name: string }) => {
    if (name === "nobody") throw notFound("greeter", "nobody");
    if (name === "slow") return Promise.resolve({ message: "slow" });
    if (name === "broken") throw internalServerError("greeter", "broken");
    if (name === "later") return new Later() as PromiseLike<never> as Promise<never>;
    return { message: name };
  };
  const watch = async function* ({ name }: { name: string }) {
    yield { message: "first" };
    if (name === "broken") throw new Error("a secret");
    yield { message: "second" };
  };
  return startGreeter({ hello, watch }, wrapAll(wrappers));
}

async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

function createLog() {
  const lines: [LogLevel, string, LogFields][] = [];
  const at =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}) =>
      void lines.push([level, message, fields]);
  const logger: Logger = { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
  return { logger, lines, said: () => lines.map(([level, message]) => `${level} ${message}`) };
}

describe("logging", () => {
  it("says of each call what it was, how it ended, and at which level", async () => {
    const { logger, lines, said } = createLog();
    const { greeter } = await startObserved(createLogging({ logger }));
    await greeter.hello({ name: "Ada" });
    await greeter.hello({ name: "slow" });
    await expect(greeter.hello({ name: "nobody" })).rejects.toThrow();
    await expect(greeter.hello({ name: "broken" })).rejects.toThrow();
    await expect(greeter.hello({ name: "later" })).rejects.toThrow();
    expect(said()).toEqual([
      "info served Greeter.Hello",
      "info called Greeter.Hello",
      "info served Greeter.Hello",
      "info called Greeter.Hello",
      "warn served Greeter.Hello and failed",
      "warn called Greeter.Hello and failed",
      "error served Greeter.Hello and failed",
      "error called Greeter.Hello and failed",
      "warn served Greeter.Hello and failed",
      "warn called Greeter.Hello and failed",
    ]);
    expect(lines[0]?.[2]).toEqual({ service: "greeter", ms: expect.any(Number), from: "greeter" });
    expect(lines[4]?.[2]).toMatchObject({ code: 404, error: { detail: "nobody" } });
  });

  it("says of each stream how it ended, when it did", async () => {
    const { logger, lines, said } = createLog();
    const { greeter } = await startObserved(createLogging({ logger }));
    await drain(greeter.watch({}));
    await expect(drain(greeter.watch({ name: "broken" }))).rejects.toThrow();
    expect(said()).toEqual([
      "info served Greeter.Watch",
      "info called Greeter.Watch",
      "error served Greeter.Watch and failed",
      "error called Greeter.Watch and failed",
    ]);
    expect(lines[2]?.[2].error).toEqual(new Error("a secret"));
  });

  it("says when a stream is left", async () => {
    const { logger, said } = createLog();
    const { greeter } = await startObserved(createLogging({ logger }));
    for await (const _ of greeter.watch({})) break;
    await expect
      .poll(() => said().sort())
      .toEqual(["info called Greeter.Watch", "info served Greeter.Watch"]);
  });

  it("says what was published and received", async () => {
    const { logger, said } = createLog();
    const service = createWorld().createService(wrapAll(createLogging({ logger })));
    const topic = { topic: "greeted", schema: HelloRequestSchema };
    service.server.subscribe(topic, () => {});
    await service.start();
    await service.client.publish({ ...topic, message: {} });
    await expect.poll(() => said().sort()).toEqual(["info published greeted", "info received greeted"]);
  });
});

describe("metrics", () => {
  it("count calls by how they ended, in Prometheus' text format", async () => {
    const metrics = createMetrics({ bucketsSeconds: [60] });
    const { greeter } = await startObserved(metrics);
    await greeter.hello({ name: "Ada" });
    await greeter.hello({ name: "slow" });
    await expect(greeter.hello({ name: "nobody" })).rejects.toThrow();
    await expect(drain(greeter.watch({ name: "broken" }))).rejects.toThrow();
    const lines = metrics.text().split("\n");
    const handler = 'role="handler",service="greeter"';
    expect(lines).toEqual(
      expect.arrayContaining([
        "# TYPE micro_calls_total counter",
        `micro_calls_total{${handler},endpoint="Greeter.Hello",code="200"} 2`,
        `micro_calls_total{${handler},endpoint="Greeter.Hello",code="404"} 1`,
        `micro_calls_total{${handler},endpoint="Greeter.Watch",code="500"} 1`,
        `micro_calls_total{role="client",service="greeter",endpoint="Greeter.Hello",code="200"} 2`,
        "# TYPE micro_calls_in_flight gauge",
        `micro_calls_in_flight{${handler},endpoint="Greeter.Hello"} 0`,
        "# TYPE micro_call_duration_seconds histogram",
        `micro_call_duration_seconds_bucket{${handler},endpoint="Greeter.Hello",le="60"} 3`,
        `micro_call_duration_seconds_bucket{${handler},endpoint="Greeter.Hello",le="+Inf"} 3`,
        `micro_call_duration_seconds_count{${handler},endpoint="Greeter.Hello"} 3`,
      ]),
    );
  });

  it("make safe what could break the format", async () => {
    const metrics = createMetrics();
    const client = createWorld().createService(wrapAll(metrics)).client;
    const odd = createGreeterClient(client, { service: 'a"b\\c\nd' });
    await expect(odd.hello({})).rejects.toMatchObject({ code: 404 });
    expect(metrics.text()).toContain('service="a\\"b\\\\c\\nd"');
  });
});
