import {
  type Attempt,
  type CallOptions,
  type CallWrapper,
  filterEndpoint,
  filterLabel,
  filterVersion,
  type HandlerContext,
  internalServerError,
  type Node,
  notFound,
  type RetryPredicate,
  roundRobin,
  type Strategy,
  unavailable,
} from "@ts-micro/framework";
import { describe, expect, it } from "vitest";
import { createGreeterClient } from "../../test/gen/greeter.micro.js";
import { createWorld, startGreeter } from "../../test/greeter.js";

const john = { name: "John" };

/** A handler whose calls never end by themselves, and what it saw of them. */
function createHanging() {
  const contexts: HandlerContext[] = [];
  const hello = (_: unknown, context: HandlerContext) => {
    contexts.push(context);
    return new Promise<never>(() => {});
  };
  return { hello, contexts };
}

describe("a call", () => {
  it("brings the handler's answer", async () => {
    const { greeter } = await startGreeter({ hello: ({ name }) => ({ message: `Hello ${name}` }) });
    expect(await greeter.hello(john)).toEqual({ message: "Hello John" });
  });

  it("fails with the error that the handler threw, all four fields of it", async () => {
    const { greeter } = await startGreeter({
      hello: () => {
        throw notFound("greeter", "nobody of that name");
      },
    });
    const error = { id: "greeter", code: 404, detail: "nobody of that name", status: "Not Found" };
    await expect(greeter.hello(john)).rejects.toMatchObject(error);
  });

  it("takes an option that is undefined for one that is not given", async () => {
    const { greeter } = await startGreeter({ hello: () => ({ message: "Hello" }) });
    expect(await greeter.hello(john, { timeoutMs: undefined, retries: undefined })).toEqual({
      message: "Hello",
    });
  });

  it("carries metadata there, and header and trailer back", async () => {
    const { greeter } = await startGreeter({
      hello: (_, { metadata, header, trailer }) => {
        header.set("X-Before", "1");
        trailer.set("X-After", "2");
        return { message: metadata.get("x-tenant") ?? "" };
      },
    });
    const seen: (string | undefined)[] = [];
    const reply = await greeter.hello(john, {
      metadata: { "X-Tenant": "acme" },
      onHeader: (it) => seen.push(it.get("X-Before")),
      onTrailer: (it) => seen.push(it.get("X-After")),
    });
    expect([reply.message, ...seen]).toEqual(["acme", "1", "2"]);
  });

  it("says who calls", async () => {
    const { greeter } = await startGreeter({
      hello: (_, { metadata }) => ({ message: metadata.get("Micro-From-Service") ?? "nobody" }),
    });
    expect(await greeter.hello(john)).toEqual({ message: "greeter" });
    expect(await greeter.hello(john, { metadata: { "X-Any": "1" } })).toEqual({ message: "greeter" });
  });

  it("is encoded as the caller wishes", async () => {
    const { greeter } = await startGreeter({ hello: ({ name }) => ({ message: name }) });
    const options = { contentType: "application/json" };
    expect(await greeter.hello(john, options)).toEqual({ message: "John" });
    await expect(greeter.hello(john, { contentType: "text/plain" })).rejects.toMatchObject({ code: 400 });
  });

  it("goes past discovery to an address", async () => {
    const { service } = await startGreeter({ hello: () => ({ message: "here" }) });
    const { server, client } = service;
    const elsewhere = createGreeterClient(client, { service: "unregistered", address: server.address ?? "" });
    expect(await elsewhere.hello(john)).toEqual({ message: "here" });
    const malformed = createGreeterClient(client, { service: "greeter", address: "nowhere" });
    await expect(malformed.hello(john)).rejects.toThrow("`address` to be host:port, got `nowhere`");
  });

  it("goes to the nodes that its filters leave, by its own strategy", async () => {
    const world = createWorld();
    for (const [version, zone] of [
      ["1.0", "north"],
      ["2.0", "north"],
      ["2.0", "south"],
    ] as const) {
      const hello = () => ({ message: `${version} ${zone}` });
      await startGreeter({ hello }, { version, metadata: { zone } }, world);
    }
    const greeter = createGreeterClient(world.createService({ name: "caller" }).client, {
      service: "greeter",
    });
    const heard = async (options: CallOptions) => {
      const messages = new Set<string | undefined>();
      for (let i = 0; i < 40; i++) messages.add((await greeter.hello(john, options)).message);
      return [...messages].sort();
    };
    expect(await heard({ filters: [filterVersion("2.0")] })).toEqual(["2.0 north", "2.0 south"]);
    expect(await heard({ filters: [filterVersion("2.0"), filterLabel("zone", "south")] })).toEqual([
      "2.0 south",
    ]);
    expect(await heard({ filters: [filterEndpoint("Greeter.Hello")] })).toHaveLength(3);
    expect(await heard({ strategy: roundRobin() })).toHaveLength(3);
    const none = greeter.hello(john, { filters: [filterEndpoint("Greeter.Nope")] });
    await expect(none).rejects.toMatchObject({ code: 503 });
  });

  it("fails with 404 when nobody registered the service", async () => {
    const client = createWorld().createService({}).client;
    const greeter = createGreeterClient(client, { service: "nobody" });
    await expect(greeter.hello(john)).rejects.toMatchObject({ code: 404, id: "go.micro.client" });
  });

  it("says which message could not be encoded", async () => {
    const { greeter } = await startGreeter({ hello: () => ({}) });
    const wrong = {
      get name(): string {
        throw new Error("no name");
      },
    };
    const error = { code: 400, detail: expect.stringContaining("greeter.v1.HelloRequest") };
    await expect(greeter.hello(wrong)).rejects.toMatchObject(error);
  });

  it("is refused once the client is closed", async () => {
    const { service, greeter } = await startGreeter({ hello: () => ({}) });
    await service.client.close();
    await expect(greeter.hello(john)).rejects.toMatchObject({ code: 503, detail: "the client is closed" });
  });

  it("that fails after the client was closed is not made again", async () => {
    let calls = 0;
    const { service, greeter } = await startGreeter({
      async hello() {
        calls += 1;
        await service.client.close();
        throw unavailable("greeter", "not now");
      },
    });
    await expect(greeter.hello(john)).rejects.toMatchObject({ code: 503, detail: "not now" });
    expect(calls).toBe(1);
  });

  it.each([
    [{ timeoutMs: 0 }, "`timeoutMs` to be a number above 0, got `0` (number)"],
    [{ retries: -1 }, "`retries` to be a number of at least 0, got `-1` (number)"],
    [{ protocol: "grcp" }, "`protocol` to be one of memory, got `grcp`"],
  ])("refuses the options %o", async (options, message) => {
    const { greeter } = await startGreeter({ hello: () => ({}) });
    await expect(greeter.hello(john, options)).rejects.toThrow(message);
  });
});

describe("a deadline", () => {
  it("ends a call, and tells the handler", async () => {
    const { hello, contexts } = createHanging();
    const { greeter } = await startGreeter({ hello });
    await expect(greeter.hello(john, { timeoutMs: 20 })).rejects.toMatchObject({ code: 408 });
    expect(contexts[0]?.signal.aborted).toBe(true);
  });

  it("covers the wait between attempts", async () => {
    let calls = 0;
    const { greeter } = await startGreeter({
      hello: () => {
        calls += 1;
        throw unavailable("greeter", "not now");
      },
    });
    const options = { timeoutMs: 1000, retries: 5, backoff: () => 60_000 };
    await expect(greeter.hello(john, options)).rejects.toMatchObject({ code: 503 });
    expect(calls).toBe(1);
  });

  it("is the earlier of the caller's and the call's that it is made for", async () => {
    const world = createWorld();
    const deadlines: (number | undefined)[] = [];
    const inner = await startGreeter(
      {
        hello: (_, { deadline }) => {
          deadlines.push(deadline);
          return {};
        },
      },
      { name: "inner" },
      world,
    );
    const { greeter } = await startGreeter(
      {
        hello: async (request, context) => {
          deadlines.push(context.deadline);
          await inner.greeter.hello(request, { context, timeoutMs: 60_000 });
          return inner.greeter.hello(request, { context, timeoutMs: 1 });
        },
      },
      {},
      world,
    );
    await greeter.hello(john, { timeoutMs: 10_000 });
    const [outer, long, short] = deadlines;
    expect(long).toBe(outer);
    expect(short).toBeLessThan(outer ?? 0);
  });
});

describe("cancelling", () => {
  it("ends a call with 499, and tells the handler", async () => {
    const { hello, contexts } = createHanging();
    const { greeter } = await startGreeter({ hello });
    const controller = new AbortController();
    const call = greeter.hello(john, { signal: controller.signal });
    await Promise.resolve();
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 499 });
    await expect.poll(() => contexts.every((it) => it.signal.aborted)).toBe(true);
  });

  it("does not begin a call whose signal has aborted", async () => {
    const { hello, contexts } = createHanging();
    const { greeter } = await startGreeter({ hello });
    await expect(greeter.hello(john, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 499 });
    expect(contexts).toEqual([]);
  });

  it("reaches the calls that a call is made of", async () => {
    const world = createWorld();
    const { hello, contexts } = createHanging();
    const inner = await startGreeter({ hello }, { name: "inner" }, world);
    const { greeter } = await startGreeter(
      { hello: (request, context) => inner.greeter.hello(request, { context }) },
      {},
      world,
    );
    const controller = new AbortController();
    const call = greeter.hello(john, { signal: controller.signal });
    await expect.poll(() => contexts.length).toBe(1);
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 499 });
    await expect.poll(() => contexts[0]?.signal.aborted).toBe(true);
  });
});

describe("what a call is made for", () => {
  it("sends its metadata on, without what belongs to one connection or message", async () => {
    const world = createWorld();
    let received: Record<string, string> = {};
    const inner = await startGreeter(
      {
        hello: (_, { metadata }) => {
          received = metadata.toJSON();
          return {};
        },
      },
      { name: "inner" },
      world,
    );
    const { greeter } = await startGreeter(
      { hello: (request, context) => inner.greeter.hello(request, { context, metadata: { "X-Own": "2" } }) },
      { name: "outer" },
      world,
    );
    await greeter.hello(john, {
      metadata: {
        "X-Trace": "1",
        Host: "a",
        "Content-Length": "3",
        "Micro-Topic": "t",
        "X-Micro-Id": "9",
        Timeout: "5",
      },
    });
    expect(received).toEqual({ "X-Trace": "1", "X-Own": "2", "Micro-From-Service": "outer" });
  });
});

/** A greeter on one node, and the record of another node of it where nobody listens. */
async function startHalfDead(strategy: Strategy) {
  const { service, greeter } = await startGreeter({ hello: () => ({ message: "alive" }) });
  const [record] = await service.registry.getService("greeter");
  const node: Node = { id: "dead", address: "127.0.0.1", port: 1, metadata: { transport: "memory" } };
  if (record) await service.registry.register({ ...record, nodes: [node] });
  return (options = {}) => greeter.hello(john, { strategy, backoff: () => 0, ...options });
}

describe("another attempt", () => {
  const deadFirst = (): Strategy => {
    let dead = true;
    return (candidates) => {
      const chosen = candidates.find((it) => (it.node.id === "dead") === dead) ?? candidates[0];
      dead = false;
      if (chosen === undefined) throw new Error("no candidate");
      return chosen;
    };
  };

  it("is made when a node could not be reached", async () => {
    const hello = await startHalfDead(deadFirst());
    expect(await hello()).toEqual({ message: "alive" });
  });

  it("goes to another node, even where the strategy would choose the same", async () => {
    const prefersDead: Strategy = (candidates) => {
      const [first] = candidates;
      const chosen = candidates.find((it) => it.node.id === "dead") ?? first;
      if (chosen === undefined) throw new Error("no candidate");
      return chosen;
    };
    const hello = await startHalfDead(prefersDead);
    expect(await hello()).toEqual({ message: "alive" });
  });

  it("is not made when none is allowed", async () => {
    const hello = await startHalfDead(deadFirst());
    await expect(hello({ retries: 0 })).rejects.toMatchObject({ code: 503 });
  });

  const failing = (error: Error) => {
    const tries = { count: 0 };
    const hello = () => {
      tries.count += 1;
      throw error;
    };
    return { tries, hello };
  };

  it("is made after 503, as often as allowed", async () => {
    const { tries, hello } = failing(unavailable("greeter", "not now"));
    const { greeter } = await startGreeter({ hello });
    const options = { retries: 3, backoff: () => 0 };
    await expect(greeter.hello(john, options)).rejects.toMatchObject({ code: 503 });
    expect(tries.count).toBe(4);
  });

  it("is not made after 500, whose work may have been done", async () => {
    const { tries, hello } = failing(internalServerError("greeter", "half done"));
    const { greeter } = await startGreeter({ hello });
    await expect(greeter.hello(john)).rejects.toMatchObject({ code: 500 });
    expect(tries.count).toBe(1);
  });

  it("is made when the caller's own predicate says so", async () => {
    const { tries, hello } = failing(internalServerError("greeter", "half done"));
    const { greeter } = await startGreeter({ hello });
    const retry: RetryPredicate = (error, attempt) => error.code === 500 && attempt < 1;
    const options = { retry, retries: 9, backoff: () => 0 };
    await expect(greeter.hello(john, options)).rejects.toMatchObject({ code: 500 });
    expect(tries.count).toBe(2);
  });

  it("passes through the wrappers of the client, its call options, the stub and the call, the first of each outermost", async () => {
    const seen: string[] = [];
    const wrapper =
      (name: string): CallWrapper =>
      (next) =>
      async (attempt: Attempt) => {
        seen.push(`${name} ${attempt.number} ${attempt.request.method.endpoint}`);
        return next(attempt);
      };
    const { hello } = failing(unavailable("greeter", "not now"));
    const { service } = await startGreeter(
      { hello },
      { wrapCall: [wrapper("a"), wrapper("b")], callOptions: { wrapCall: [wrapper("c")] } },
    );
    const greeter = createGreeterClient(service.client, { service: "greeter", wrapCall: [wrapper("d")] });
    const own = { backoff: () => 0, wrapCall: [wrapper("e"), wrapper("f")] };
    await expect(greeter.hello(john, own)).rejects.toMatchObject({ code: 503 });
    const attempt = (number: number) => [..."abcdef"].map((it) => `${it} ${number} Greeter.Hello`);
    expect(seen).toEqual([...attempt(0), ...attempt(1)]);
    seen.length = 0;
    await expect(greeter.hello(john, { retries: 0 })).rejects.toMatchObject({ code: 503 });
    expect(seen).toEqual([..."abcd"].map((it) => `${it} 0 Greeter.Hello`));
  });
});
