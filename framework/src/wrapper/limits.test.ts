import {
  breakCircuits,
  type CallOptions,
  createDebugClient,
  createRetryBudget,
  limitRate,
  notFound,
  type Unary,
  unavailable,
} from "@ts-micro/framework";
import { afterEach, describe, expect, it, vi } from "vitest";
import { GreeterDefinition } from "../../test/gen/greeter.micro.js";
import { createWorld, startGreeter } from "../../test/greeter.js";

const codeOf = (call: Promise<unknown>): Promise<number> =>
  call.then(
    () => 200,
    (error) => error.code,
  );

afterEach(() => {
  vi.restoreAllMocks();
});

/** Lets the clock that limits look at be set. */
function stopClock() {
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  return {
    advance(ms: number) {
      now += ms;
    },
  };
}

describe("a rate limit", () => {
  it("serves a burst, then no more than its rate", async () => {
    const clock = stopClock();
    const { greeter } = await startGreeter(
      { hello: () => ({}) },
      { wrapHandler: [limitRate({ perSecond: 10, burst: 2 })] },
    );
    const codes = async (count: number) => {
      const all: number[] = [];
      for (let i = 0; i < count; i += 1) all.push(await codeOf(greeter.hello({})));
      return all;
    };
    expect(await codes(3)).toEqual([200, 200, 429]);
    clock.advance(100);
    expect(await codes(2)).toEqual([200, 429]);
    clock.advance(60_000);
    expect(await codes(3)).toEqual([200, 200, 429]);
  });

  it("can be one per caller, and never keeps probes out", async () => {
    stopClock();
    const key = ({ metadata }: { metadata: { get(key: string): string | undefined } }) =>
      metadata.get("who") ?? "";
    const { service, greeter } = await startGreeter(
      { hello: () => ({}) },
      { wrapHandler: [limitRate({ perSecond: 1, key })] },
    );
    const call = (who: string) => codeOf(greeter.hello({}, { metadata: { who } }));
    expect([await call("a"), await call("a"), await call("b")]).toEqual([200, 429, 200]);
    const debug = createDebugClient(service.client, { service: "greeter" });
    const grpcHealth = service.server.definitions.find((it) => it.typeName === "grpc.health.v1.Health");
    const check = { service: "greeter", method: grpcHealth?.methods.check as Unary<object, object> };
    for (let i = 0; i < 3; i += 1) {
      expect(await debug.health({})).toEqual({ status: "ok" });
      expect(await service.client.call(check, {})).toEqual({ status: 1 });
    }
  });

  it("holds back a service of one's own that is called Debug", async () => {
    stopClock();
    const world = createWorld();
    const service = world.createService({ wrapHandler: [limitRate({ perSecond: 1 })] });
    const method = { ...GreeterDefinition.methods.hello, endpoint: "Debug.Hello", path: "/mine.Debug/Hello" };
    service.server.handle({ typeName: "mine.Debug", methods: { hello: method } }, { hello: () => ({}) });
    await service.start();
    const call = () => codeOf(service.client.call({ service: "greeter", method }, {}));
    expect([await call(), await call()]).toEqual([200, 429]);
  });

  it("refuses a rate that is none", () => {
    expect(() => limitRate({ perSecond: 0 })).toThrow("`perSecond` to be a number above 0, got `0`");
  });
});

describe("a circuit breaker", () => {
  it("stops calling what fails, tries once after a while, and goes on when that works", async () => {
    const clock = stopClock();
    let works = false;
    let calls = 0;
    const hello = () => {
      calls += 1;
      if (!works) throw unavailable("greeter", "down");
      return {};
    };
    const wrapCall = [breakCircuits({ failures: 2, openMs: 1000 })];
    const { greeter } = await startGreeter({ hello }, { wrapCall, callOptions: { retries: 0 } });
    const call = () => greeter.hello({}).catch((error) => error.detail);
    expect([await call(), await call(), await call()]).toEqual([
      "down",
      "down",
      expect.stringMatching(/^the circuit of Greeter.Hello on greeter-.* is open$/),
    ]);
    expect(calls).toBe(2);
    clock.advance(1000);
    expect(await call()).toBe("down");
    expect(await call()).toContain("is open");
    works = true;
    clock.advance(1000);
    expect([await call(), await call()]).toEqual([{ message: "" }, { message: "" }]);
  });

  it("lets the next call try where the one that tried was cancelled", async () => {
    const clock = stopClock();
    const hello = ({ name }: { name: string }) => {
      if (name === "slow") return new Promise<never>(() => {});
      throw unavailable("greeter", "down");
    };
    const wrapCall = [breakCircuits({ failures: 1, openMs: 1000 })];
    const { greeter } = await startGreeter({ hello }, { wrapCall, callOptions: { retries: 0 } });
    const detailOf = (name: string, options?: CallOptions) =>
      greeter.hello({ name }, options).catch((error) => error.detail);
    expect(await detailOf("")).toBe("down");
    clock.advance(1000);
    const controller = new AbortController();
    const trial = codeOf(greeter.hello({ name: "slow" }, { signal: controller.signal }));
    controller.abort();
    expect(await trial).toBe(499);
    expect([await detailOf(""), await detailOf("")]).toEqual(["down", expect.stringContaining("is open")]);
  });

  it("does not open for what is the caller's fault", async () => {
    const hello = () => {
      throw notFound("greeter", "nobody");
    };
    const { greeter } = await startGreeter({ hello }, { wrapCall: [breakCircuits({ failures: 1 })] });
    expect([await codeOf(greeter.hello({})), await codeOf(greeter.hello({}))]).toEqual([404, 404]);
  });
});

describe("a retry budget", () => {
  it("lets failing calls be repeated until it is used up", async () => {
    let calls = 0;
    const hello = () => {
      calls += 1;
      throw unavailable("greeter", "down");
    };
    const { wrapCall, retry } = createRetryBudget({ ratio: 0.1, saved: 3 });
    const callOptions = { retry, retries: 1, backoff: () => 0 };
    const { greeter } = await startGreeter({ hello }, { wrapCall: [wrapCall], callOptions });
    for (let i = 0; i < 20; i += 1) expect(await codeOf(greeter.hello({}))).toBe(503);
    // Twenty calls, three repetitions that were saved, and one or two that twenty calls paid for.
    expect(calls).toBeGreaterThanOrEqual(24);
    expect(calls).toBeLessThanOrEqual(25);
  });
});
