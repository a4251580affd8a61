import {
  type Broker,
  createDebugClient,
  createMemoryBroker,
  createMemoryRegistry,
  createMemoryTransport,
  createServer,
  type HandlerWrapper,
  type LogFields,
  Metadata,
  type Registry,
  type Server,
  type ServerOptions,
  silentLogger,
} from "@ts-micro/framework";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  GreeterDefinition,
  HelloRequestSchema,
  registerGreeterHandler,
} from "../../test/gen/greeter.micro.js";
import { startGreeter } from "../../test/greeter.js";

function createTestServer(options: Partial<ServerOptions> = {}): Server {
  const server = createServer({
    name: "greeter",
    registry: createMemoryRegistry(),
    transport: createMemoryTransport(),
    ...options,
  });
  onTestFinished(() => server.close());
  return server;
}

/** A logger that keeps the errors it hears. */
function createErrorLog() {
  const errors: [string, LogFields | undefined][] = [];
  const error = (message: string, fields?: LogFields) => void errors.push([message, fields]);
  return { errors, logger: { ...silentLogger, error } };
}

/** A handler that answers at once, but to `slow` when it is told to. */
function createSlow() {
  let finish = () => {};
  const hello = ({ name }: { name: string }) => {
    if (name !== "slow") return { message: "at once" };
    return new Promise<{ message: string }>((resolve) => {
      finish = () => resolve({ message: "at last" });
    });
  };
  return { hello, finish: () => finish() };
}

/** A broker whose subscriptions fail to close. */
function createStuckBroker(after: Promise<unknown> = Promise.resolve()): Broker {
  const memory = createMemoryBroker();
  const close = async (): Promise<void> => {
    await after;
    throw new Error("broker is gone");
  };
  const subscribe: Broker["subscribe"] = async (...args) =>
    Object.assign(await memory.subscribe(...args), { close });
  return Object.assign(createMemoryBroker(), { subscribe });
}

describe("a handler", () => {
  it("must have every method, and is told which are missing", () => {
    const server = createTestServer();
    const hello = () => ({ message: "" });
    expect(() => server.handle(GreeterDefinition, { hello })).toThrow(
      "The handler of greeter.v1.Greeter lacks watch, collect, chat. " +
        "Add what is missing, or pass { partial: true } to answer 501 there",
    );
  });

  it("answers 501 for what it lacks, if that is wanted", async () => {
    const { greeter } = await startGreeter({});
    const error = { code: 501, detail: "Greeter.Hello is not implemented" };
    await expect(greeter.hello({})).rejects.toMatchObject(error);
  });

  it("may be an object of a class", async () => {
    class Greeter {
      readonly #word = "Hi";
      hello({ name }: { name: string }) {
        return { message: `${this.#word} ${name}` };
      }
    }
    const { greeter } = await startGreeter(new Greeter());
    expect(await greeter.hello({ name: "Ada" })).toEqual({ message: "Hi Ada" });
  });

  it("is not served twice", () => {
    const server = createTestServer();
    server.handle(GreeterDefinition, {}, { partial: true });
    expect(() => server.handle(GreeterDefinition, {}, { partial: true })).toThrow(
      "Endpoint Greeter.Hello is served already",
    );
  });

  it("is not taken for having a method that every object has", () => {
    const method = { ...GreeterDefinition.methods.hello, endpoint: "Text.ToString" };
    const definition = { typeName: "Text", methods: { toString: method } };
    expect(() => createTestServer().handle(definition, {})).toThrow("The handler of Text lacks toString");
  });

  it.each([
    ["nothing", undefined],
    ["a number", 7],
    ["an array", [{ message: "hi" }]],
  ])("that gives %s gets its caller a 500, and the log the reason", async (_, reply) => {
    const { errors, logger } = createErrorLog();
    const { greeter } = await startGreeter({ hello: () => reply as never }, { logger });
    await expect(greeter.hello({})).rejects.toMatchObject({ code: 500, detail: "internal server error" });
    expect(String(errors[0]?.[1]?.error)).toContain("expected a greeter.v1.HelloResponse");
  });

  it.each([
    ["an error", new Error("password is 1234")],
    ["no error at all", "password is 1234"],
  ])("that throws %s does not tell its caller; the log has the original", async (_, thrown) => {
    const { errors, logger } = createErrorLog();
    const throwing = () => {
      throw thrown;
    };
    const { greeter } = await startGreeter({ hello: throwing }, { logger });
    const masked = { id: "greeter", code: 500, detail: "internal server error" };
    await expect(greeter.hello({})).rejects.toMatchObject(masked);
    expect(errors).toEqual([
      [expect.stringContaining("Greeter.Hello"), expect.objectContaining({ error: thrown })],
    ]);
  });

  it("is wrapped by every wrapper, the first of them outermost", async () => {
    const seen: string[] = [];
    const wrapper =
      (name: string): HandlerWrapper =>
      (next) =>
      (request, context, method) => {
        seen.push(`${name} ${method.endpoint} ${JSON.stringify(request)}`);
        return next(request, context, method);
      };
    const { greeter } = await startGreeter(
      { hello: () => ({ message: "done" }) },
      { wrapHandler: [wrapper("a"), wrapper("b")] },
    );
    expect(await greeter.hello({ name: "Ada" })).toEqual({ message: "done" });
    expect(seen).toEqual(['a Greeter.Hello {"name":"Ada"}', 'b Greeter.Hello {"name":"Ada"}']);
  });
});

describe("a server at its limits", () => {
  it("refuses calls beyond its concurrency with 503, and takes them again later", async () => {
    const { hello, finish } = createSlow();
    const { greeter } = await startGreeter({ hello }, { maxConcurrency: 1 });
    const slow = greeter.hello({ name: "slow" });
    await expect(greeter.hello({}, { retries: 0 })).rejects.toMatchObject({ code: 503 });
    finish();
    expect(await slow).toEqual({ message: "at last" });
    expect(await greeter.hello({})).toEqual({ message: "at once" });
  });

  it("counts a handler until it is done, also when its caller has given up", async () => {
    let running = 0;
    const finish: (() => void)[] = [];
    const work = async () => {
      running += 1;
      await new Promise<void>((resolve) => finish.push(resolve));
      running -= 1;
    };
    const { greeter } = await startGreeter(
      {
        hello: async () => {
          await work();
          return {};
        },
        watch: async function* () {
          await work();
          yield {};
        },
      },
      { maxConcurrency: 2 },
    );
    const options = { timeoutMs: 20, retries: 0 };
    await expect(greeter.hello({}, options)).rejects.toMatchObject({ code: 408 });
    const watched = greeter.watch({}, options)[Symbol.asyncIterator]().next();
    await expect(watched).rejects.toMatchObject({ code: 408 });
    const refused = { code: 503, detail: "2 calls are running already" };
    await expect(greeter.hello({}, { retries: 0 })).rejects.toMatchObject(refused);
    expect(running).toBe(2);
    for (const it of finish) it();
    await expect.poll(() => running).toBe(0);
    const next = greeter.hello({}, { retries: 0 });
    await expect.poll(() => running).toBe(1);
    finish.at(-1)?.();
    expect(await next).toEqual({ message: "" });
  });

  it("still answers probes at its limit", async () => {
    const { hello, finish } = createSlow();
    const { greeter, service } = await startGreeter({ hello }, { maxConcurrency: 1 });
    const slow = greeter.hello({ name: "slow" });
    const debug = createDebugClient(service.client, { service: "greeter" });
    expect(await debug.health({}, { retries: 0 })).toEqual({ status: "ok" });
    await expect(greeter.hello({}, { retries: 0 })).rejects.toMatchObject({ code: 503 });
    finish();
    await slow;
  });

  it.each([
    [{ name: "" }, "`name` to be a name that is not empty, got `` (string)"],
    [{ maxConcurrency: 0 }, "`maxConcurrency` to be a number above 0, got `0` (number)"],
    [
      { registerTtlMs: -1 },
      "`registerTtlMs` to be a number of milliseconds above 0, or Infinity, got `-1` (number)",
    ],
    [
      { registerIntervalMs: 90_000 },
      "`registerIntervalMs` to be below the `registerTtlMs` of 90000, got `90000` (number)",
    ],
    [
      { registerIntervalMs: Infinity },
      "`registerIntervalMs` to be below the `registerTtlMs` of 90000, got `Infinity`",
    ],
    [
      { advertise: "127.0.0.1:http" },
      "`advertise` to be host:port, or one of them: greeter.example, :8080, got",
    ],
    [{ advertise: "::1" }, "`advertise` to be host:port"],
    [{ metadata: { weight: 5 } as never }, "`metadata` to be an object of texts"],
    [{ wrapHandler: (() => {}) as never }, "`wrapHandler` to be an array of functions"],
  ])("refuses the options %o", (options, message) => {
    expect(() => createTestServer(options)).toThrow(`Expected the server option ${message}`);
  });
});

describe("the registry", () => {
  it("gets the node, and every endpoint that is not internal", async () => {
    const registry = createMemoryRegistry();
    const server = createTestServer({ registry, id: "1", version: "2.0", metadata: { zone: "a" } });
    server.handle(
      GreeterDefinition,
      {},
      {
        partial: true,
        endpointMetadata: { "Greeter.Hello": { cacheable: "true" } },
      },
    );
    const internal = { ...GreeterDefinition.methods.hello, endpoint: "Hidden.Hello" };
    server.handle(
      { typeName: "Hidden", methods: { hello: internal } },
      {},
      { partial: true, internal: true },
    );
    await server.start();
    const field = (name: string) => ({ name, type: "string", values: null });
    const stream = {
      request: { name: "Context", type: "Context", values: null },
      response: { name: "Stream", type: "Stream", values: null },
      metadata: { stream: "true" },
    };
    expect(await registry.getService("greeter")).toEqual([
      {
        name: "greeter",
        version: "2.0",
        metadata: {},
        endpoints: [
          { name: "Greeter.Chat", ...stream },
          { name: "Greeter.Collect", ...stream },
          {
            name: "Greeter.Hello",
            request: { name: "HelloRequest", type: "HelloRequest", values: [field("name")] },
            response: { name: "HelloResponse", type: "HelloResponse", values: [field("message")] },
            metadata: { stream: "false", cacheable: "true" },
          },
          { name: "Greeter.Watch", ...stream },
        ],
        nodes: [
          {
            id: "greeter-1",
            address: "127.0.0.1",
            port: 10000,
            metadata: {
              zone: "a",
              transport: "memory",
              server: "rpc",
              registry: "memory",
              protocol: "memory",
            },
          },
        ],
      },
    ]);
    await server.close();
    expect(await registry.getService("greeter")).toEqual([]);
  });

  it("gets the address to advertise instead of the one bound", async () => {
    const registry = createMemoryRegistry();
    await createTestServer({ registry, advertise: "greeter.example:80" }).start();
    const [record] = await registry.getService("greeter");
    expect(record?.nodes[0]).toMatchObject({ address: "greeter.example", port: 80 });
  });

  it.each([
    ["greeter.example", { address: "greeter.example", port: 10_000 }],
    ["[::1]", { address: "::1", port: 10_000 }],
    ["[::1]:80", { address: "::1", port: 80 }],
    [":80", { port: 80 }],
  ])("gets what %s leaves out from what was bound", async (advertise, expected) => {
    const registry = createMemoryRegistry();
    await createTestServer({ registry, advertise }).start();
    const [record] = await registry.getService("greeter");
    expect(record?.nodes[0]).toMatchObject(expected);
  });

  it("hears of the node again in time, whatever the TTL", async () => {
    const registry = createMemoryRegistry();
    let times = 0;
    registry.register = async () => {
      times += 1;
    };
    await createTestServer({ registry, registerTtlMs: 60 }).start();
    await expect.poll(() => times).toBeGreaterThan(3);
  });

  it("gets the node again when it failed at first", async () => {
    const memory = createMemoryRegistry();
    let failures = 0;
    const registry: Registry = Object.assign(Object.create(memory), {
      register: async (...args: Parameters<Registry["register"]>) => {
        failures += 1;
        if (failures === 1) throw new Error("not yet");
        await memory.register(...args);
      },
    });
    const { errors, logger } = createErrorLog();
    await createTestServer({ registry, logger, registerIntervalMs: 10 }).start();
    expect(errors).toHaveLength(1);
    await expect.poll(() => memory.getService("greeter")).toHaveLength(1);
  });
});

describe("closing", () => {
  it("lets calls in flight finish, and takes no further ones", async () => {
    const { hello, finish } = createSlow();
    const { service, greeter } = await startGreeter({ hello });
    const options = { address: service.server.address ?? "", retries: 0 };
    const slow = greeter.hello({ name: "slow" }, options);
    const closed = service.server.close();
    await expect.poll(() => greeter.hello({}, options).catch((error) => error.code)).toBe(503);
    finish();
    expect(await slow).toEqual({ message: "at last" });
    await closed;
  });

  it("gives up calls that take longer than the drain timeout", async () => {
    const { service, greeter } = await startGreeter(
      { hello: () => new Promise<never>(() => {}) },
      { drainTimeoutMs: 10 },
    );
    const slow = expect(greeter.hello({}, { retries: 0 })).rejects.toMatchObject({ code: 503 });
    await new Promise((resolve) => setImmediate(resolve));
    await service.server.close();
    await slow;
  });

  it("does not wait for a registry that hangs", async () => {
    const registry: Registry = Object.assign(Object.create(createMemoryRegistry()), {
      register: async () => {},
      deregister: () => new Promise(() => {}),
    });
    const server = createTestServer({ registry, drainTimeoutMs: 10 });
    await server.start();
    await server.close();
  });

  it("closes the door although a subscription does not, and says so", async () => {
    const transport = createMemoryTransport();
    const address = "127.0.0.1:5000";
    const options = { name: "greeter", registry: createMemoryRegistry(), transport, address };
    const server = createServer({ ...options, broker: createStuckBroker() });
    server.subscribe({ topic: "greeted", schema: HelloRequestSchema }, () => {});
    await server.start();
    await expect(server.close()).rejects.toThrow("broker is gone");
    await createTestServer({ transport, address }).start();
  });

  it("lets go of a subscription that fails when nobody waits any more", async () => {
    const registry = createMemoryRegistry();
    registry.deregister = () => new Promise(() => {});
    const broker = createStuckBroker(new Promise((resolve) => setTimeout(resolve, 30)));
    const server = createTestServer({ registry, broker, drainTimeoutMs: 10 });
    server.subscribe({ topic: "greeted", schema: HelloRequestSchema }, () => {});
    await server.start();
    await server.close();
    // Were its error unhandled, this run of tests would fail.
    await new Promise((resolve) => setTimeout(resolve, 60));
  });

  it("gives up a start that hangs; what comes of it later is closed", async () => {
    const memory = createMemoryBroker();
    const gate: { open?: () => void } = {};
    const opened = new Promise<void>((resolve) => Object.assign(gate, { open: resolve }));
    const heard: string[] = [];
    const subscribe: Broker["subscribe"] = async (...args) => {
      await opened;
      return memory.subscribe(...args);
    };
    const broker: Broker = Object.assign(createMemoryBroker(), { subscribe });
    const transport = createMemoryTransport();
    const address = "127.0.0.1:5000";
    const server = createTestServer({ transport, address, broker, drainTimeoutMs: 10 });
    server.subscribe({ topic: "greeted", schema: HelloRequestSchema }, ({ name }) => void heard.push(name));
    const start = expect(server.start()).rejects.toThrow("Server greeter was closed while it started");
    await server.close();
    await createTestServer({ transport, address }).start();
    gate.open?.();
    await start;
    await memory.publish("greeted", { header: new Metadata(), body: new Uint8Array() });
    expect(heard).toEqual([]);
  });

  it("waits for calls as long as they take when it is told to", async () => {
    const { service, greeter } = await startGreeter({ hello: () => ({}) }, { drainTimeoutMs: Infinity });
    await greeter.hello({});
    await service.server.close();
  });

  it("may be asked for twice, before a start, and while starting", async () => {
    const server = createTestServer();
    const started = server.start();
    await Promise.all([server.close(), server.close(), started]);
    expect(() => server.start()).toThrow("cannot be started again");
    await createTestServer().close();
  });

  it("leaves no listener behind when starting fails", async () => {
    const transport = createMemoryTransport();
    const taken = createTestServer({ transport, address: "127.0.0.1:5000" });
    await taken.start();
    const second = createTestServer({ transport, address: "127.0.0.1:5000" });
    await expect(second.start()).rejects.toThrow("taken");
    await taken.close();
    const third = createTestServer({ transport, address: "127.0.0.1:5000" });
    registerGreeterHandler(third, {}, { partial: true });
    await third.start();
    expect(third.address).toBe("127.0.0.1:5000");
  });
});
