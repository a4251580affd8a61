import {
  type CallWrapper,
  type ClientWrapper,
  createDebugClient,
  createFunction,
  createMemoryRegistry,
  createMemoryTransport,
  createPublisher,
  createService,
  MicroError,
  type ServiceOptions,
  silentLogger,
  type Unary,
} from "@ts-micro/framework";
import { describe, expect, it } from "vitest";
import { createGreeterClient, GreeterDefinition, HelloRequestSchema } from "../../test/gen/greeter.micro.js";
import { createWorld, startGreeter } from "../../test/greeter.js";

describe("a service", () => {
  it("runs its hooks around starting and stopping", async () => {
    const seen: string[] = [];
    const hook = (name: string) => () => void seen.push(name);
    const service = createWorld().createService({
      beforeStart: [hook("before start"), hook("and again")],
      afterStart: [hook("after start")],
      beforeStop: [hook("before stop")],
      afterStop: [hook("after stop")],
    });
    await service.start();
    await service.close();
    expect(seen).toEqual(["before start", "and again", "after start", "before stop", "after stop"]);
  });

  it("does not start when a hook before it fails", async () => {
    const service = createWorld().createService({
      beforeStart: [
        () => {
          throw new Error("no database");
        },
      ],
    });
    await expect(service.start()).rejects.toThrow("no database");
    expect(await service.registry.getService("greeter")).toEqual([]);
  });

  it("closes what it started when a hook after it fails", async () => {
    const service = createWorld().createService({
      afterStart: [
        () => {
          throw new Error("no cache");
        },
      ],
    });
    await expect(service.start()).rejects.toThrow("no cache");
    expect(await service.registry.getService("greeter")).toEqual([]);
  });

  it("stops whatever its hooks throw, and then says all of it", async () => {
    const failing = (name: string) => () => {
      throw new Error(name);
    };
    const service = createService({
      name: "greeter",
      registry: createMemoryRegistry(),
      transports: [createMemoryTransport()],
      logger: silentLogger,
      args: [],
      env: {},
      beforeStop: [failing("first")],
      afterStop: [failing("last")],
    });
    await service.start();
    const errors = [new Error("first"), new Error("last")];
    await expect(service.close()).rejects.toMatchObject({ errors });
    expect(await service.registry.getService("greeter")).toEqual([]);
  });

  it("runs no hooks for stopping when it never started", async () => {
    const seen: string[] = [];
    const service = createWorld().createService({ afterStop: [() => void seen.push("after stop")] });
    await service.close();
    expect(seen).toEqual([]);
  });

  it("leaves the parts it was given open, since others may use them", async () => {
    const world = createWorld();
    const first = await startGreeter({ hello: () => ({ message: "first" }) }, { name: "first" }, world);
    const second = await startGreeter({ hello: () => ({ message: "second" }) }, { name: "second" }, world);
    await first.service.close();
    expect(await second.greeter.hello({})).toEqual({ message: "second" });
  });

  it("listens on the first free port of a range", async () => {
    const world = createWorld();
    const first = await startGreeter({}, { args: ["--transport=http"], address: "127.0.0.1:0" }, world);
    const taken = Number(first.service.server.address?.split(":").at(-1));
    const address = `127.0.0.1:${taken}-${Math.min(taken + 100, 65_535)}`;
    const second = await startGreeter({}, { args: ["--transport=http"], address }, world);
    expect(Number(second.service.server.address?.split(":").at(-1))).toBeGreaterThan(taken);
    const full = world.createService({ args: ["--transport=http"], address: `127.0.0.1:${taken}-${taken}` });
    await expect(full.start()).rejects.toMatchObject({
      message: `Cannot listen on 127.0.0.1:${taken}-${taken}: the port is in use; choose another, or port 0 for any that is free`,
      code: "EADDRINUSE",
      cause: { code: "EADDRINUSE", port: taken },
    });
  });

  it("warns of flags and variables that are nearly spelt like its own", () => {
    const warned: string[] = [];
    createWorld().createService({
      logger: { ...silentLogger, warn: (message) => void warned.push(message) },
      args: ["--brokr=memory", "--port=80"],
      env: { MICRO_REGISTERY: "mdns", MICRO_FOO: "1" },
    });
    expect(warned).toEqual([expect.stringContaining("--brokr"), expect.stringContaining("MICRO_REGISTERY")]);
  });

  it("shares a process with others", async () => {
    const world = createWorld();
    const one = await startGreeter({ hello: () => ({ message: "one" }) }, { name: "one" }, world);
    const two = await startGreeter({ hello: () => ({ message: "two" }) }, { name: "two" }, world);
    const across = createGreeterClient(one.service.client, { service: "two" });
    expect([await one.greeter.hello({}), await two.greeter.hello({}), await across.hello({})]).toEqual([
      { message: "one" },
      { message: "two" },
      { message: "two" },
    ]);
  });

  it.each(["wrapClient", "wrapCall", "beforeStart", "afterStop"])(
    "refuses a %s that is no array",
    (option) => {
      expect(() => createWorld().createService({ [option]: () => {} })).toThrow(
        `Expected the service option \`${option}\` to be an array of functions, got`,
      );
    },
  );

  it("wraps its client, the first wrapper outermost", async () => {
    const seen: string[] = [];
    const wrapper =
      (name: string): ClientWrapper =>
      (client) => ({
        call: (request, message, options) => {
          seen.push(`${name} ${request.service} ${request.method.endpoint}`);
          return client.call(request, message, options);
        },
        stream: (request, options) => client.stream(request, options),
        publish: (publication, options) => client.publish(publication, options),
        close: () => client.close(),
        [Symbol.asyncDispose]: () => client.close(),
      });
    const options: Partial<ServiceOptions> = { wrapClient: [wrapper("a"), wrapper("b")] };
    const { greeter } = await startGreeter({ hello: () => ({}) }, options);
    await greeter.hello({});
    expect(seen).toEqual(["a greeter Greeter.Hello", "b greeter Greeter.Hello"]);
  });
});

describe("running a service", () => {
  it("ends when its signal aborts", async () => {
    const service = createWorld().createService({});
    const controller = new AbortController();
    const run = service.run({ signal: controller.signal });
    await expect.poll(() => service.registry.getService("greeter")).toHaveLength(1);
    controller.abort();
    await run;
    expect(await service.registry.getService("greeter")).toEqual([]);
  });

  it("ends when its signal aborts while it starts, and starts nothing more", async () => {
    const seen: string[] = [];
    const gate: { open?: () => void } = {};
    const service = createWorld().createService({
      drainTimeoutMs: 10,
      beforeStart: [() => new Promise<void>((resolve) => Object.assign(gate, { open: resolve }))],
      afterStart: [() => void seen.push("after start")],
    });
    const controller = new AbortController();
    const run = service.run({ signal: controller.signal });
    const start = expect(service.start()).rejects.toThrow("was closed");
    controller.abort();
    await run;
    gate.open?.();
    await start;
    expect(seen).toEqual([]);
    expect(service.server.address).toBeUndefined();
  });

  it("ends when the service is closed", async () => {
    const service = createWorld().createService({});
    const run = service.run();
    await service.close();
    await run;
  });

  it("throws what kept it from starting", async () => {
    const service = createWorld().createService({ address: "not an address" });
    await expect(service.run()).rejects.toThrow("`not an address`");
  });

  it("leaves no listener for signals behind", async () => {
    const before = process.listenerCount("SIGTERM");
    const service = createWorld().createService({});
    await service.run({ signal: AbortSignal.abort() });
    expect(process.listenerCount("SIGTERM")).toBe(before);
  });
});

describe("settings", () => {
  const create = (options: Partial<ServiceOptions>) =>
    createWorld().createService({ version: "option", ...options });

  it("take a flag before the environment, and the environment before an option", () => {
    const env = { MICRO_SERVER_VERSION: "env" };
    const args = ["--server_version=flag"];
    const versions = [create({}), create({ env }), create({ env, args })].map((it) => it.server.version);
    expect(versions).toEqual(["option", "env", "flag"]);
  });

  it("choose parts by name", () => {
    const env = { MICRO_REGISTRY: "memory", MICRO_TRANSPORT: "memory" };
    expect(create({ env }).registry.name).toBe("memory");
    expect(() => create({ env: { MICRO_REGISTRY: "zookeeper" } })).toThrow(
      /Expected --registry or MICRO_REGISTRY to be one of .*memory.*, got "zookeeper"/,
    );
  });

  it("send calls through a proxy, or to one address", async () => {
    const world = createWorld();
    const proxy = await startGreeter({ hello: () => ({ message: "by proxy" }) }, { name: "proxy" }, world);
    const sources = [{ MICRO_PROXY: "proxy" }, { MICRO_PROXY_ADDRESS: proxy.service.server.address }];
    for (const env of sources) {
      const { client } = world.createService({ env });
      const greeter = createGreeterClient(client, { service: "unregistered" });
      expect(await greeter.hello({})).toEqual({ message: "by proxy" });
    }
  });

  it.each([
    ["--transport=carrier_pigeon", "Expected --transport or MICRO_TRANSPORT to be one of http, grpc, memory"],
    [
      "--selector=best",
      "Expected --selector or MICRO_SELECTOR to be one of cache, default, roundrobin, dns, static",
    ],
    ["--client=carrier_pigeon", "Expected --client to be one of rpc, mucp, grpc"],
    ["--broker=none", "Expected --broker or MICRO_BROKER to be one of http, memory"],
    ["--registry_address=example", "127.0.0.1"],
  ])("refuse %s", (flag, message) => {
    expect(() => createService({ name: "greeter", args: [flag], env: {} })).toThrow(message);
  });

  it("choose the wire to listen on, and the wire to call on", async () => {
    const world = createWorld();
    const seen: string[] = [];
    const noteWire: CallWrapper = (next) => (attempt) => {
      seen.push(attempt.transport.protocol);
      return next(attempt);
    };
    const args = ["--transport=http", "--server_address=127.0.0.1:0"];
    const { service } = await startGreeter({ hello: () => ({}) }, { args }, world);
    for (const wire of [[], ["--client=rpc"], ["--client=grpc"]]) {
      const { client } = world.createService({ args: [...args, ...wire], wrapCall: [noteWire] });
      await createGreeterClient(client, { service: "greeter" }).hello({});
    }
    expect(seen).toEqual(["mucp", "mucp", "grpc"]);
    await service.close();

    const onGrpc = await startGreeter({}, { args: [...args, "--server=grpc"] }, world);
    const [record] = await onGrpc.service.registry.getService("greeter");
    expect(record?.nodes[0]?.metadata).toMatchObject({
      protocol: "grpc",
      server: "grpc",
      transport: "grpc",
    });
    expect(() => world.createService({ args: ["--server=grpc"] })).toThrow(
      'Expected --server or MICRO_SERVER to be a wire of the service\'s transports (memory), got "grpc"',
    );
  });

  it("call a service by its address with the static selector", async () => {
    const world = createWorld();
    const args = ["--transport=http", "--server_address=127.0.0.1:0"];
    const { service } = await startGreeter({ hello: () => ({ message: "found" }) }, { args }, world);
    const { client } = world.createService({ args: [...args, "--selector=static"] });
    const greeter = createGreeterClient(client, { service: service.server.address ?? "" });
    expect(await greeter.hello({})).toEqual({ message: "found" });
  });

  it("reach the calls of the client", async () => {
    const env = { MICRO_CLIENT_RETRIES: "2", MICRO_CLIENT_REQUEST_TIMEOUT: "100s" };
    let calls = 0;
    const { greeter } = await startGreeter(
      {
        hello: (_, { deadline = 0 }) => {
          calls += 1;
          const seconds = Math.round((deadline - Date.now()) / 1000);
          throw new MicroError({ id: "greeter", code: 503, detail: `${seconds} s left` });
        },
      },
      { env },
    );
    await expect(greeter.hello({}, { backoff: () => 0 })).rejects.toThrow("100 s left");
    expect(calls).toBe(3);
  });
});

describe("a function", () => {
  it("serves one call, then ends its run", async () => {
    const world = createWorld();
    const once = createFunction({ ...functionOptions(world), name: "once" });
    once.server.handle(GreeterDefinition, { hello: () => ({ message: "done" }) }, { partial: true });
    const run = once.run();
    await expect.poll(() => once.registry.getService("once")).toHaveLength(1);
    const greeter = createGreeterClient(once.client, { service: "once" });
    expect(await greeter.hello({})).toEqual({ message: "done" });
    await run;
    expect(await once.registry.getService("once")).toEqual([]);
  });

  it("serves one message, and no probe counts", async () => {
    const world = createWorld();
    const once = createFunction(functionOptions(world));
    const heard: string[] = [];
    once.server.subscribe(
      { topic: "greeted", schema: HelloRequestSchema },
      ({ name }) => void heard.push(name),
    );
    const run = once.run();
    await expect.poll(() => once.registry.getService("greeter")).toHaveLength(1);
    const { client } = world.createService({ name: "caller" });
    expect(await createDebugClient(client, { service: "greeter" }).health({})).toEqual({ status: "ok" });
    const grpcHealth = once.server.definitions.find((it) => it.typeName === "grpc.health.v1.Health");
    const check = { service: "greeter", method: grpcHealth?.methods.check as Unary<object, object> };
    expect(await client.call(check, {})).toEqual({ status: 1 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(await once.registry.getService("greeter")).toHaveLength(1);
    await createPublisher("greeted", HelloRequestSchema, client).publish({ name: "Linus" });
    await run;
    expect(heard).toEqual(["Linus"]);
  });

  it("serves one stream to its end", async () => {
    const once = createFunction(functionOptions(createWorld()));
    const watch = async function* () {
      yield { message: "a" };
      yield { message: "b" };
    };
    once.server.handle(GreeterDefinition, { watch }, { partial: true });
    const run = once.run();
    await expect.poll(() => once.registry.getService("greeter")).toHaveLength(1);
    const messages: string[] = [];
    for await (const { message } of createGreeterClient(once.client, { service: "greeter" }).watch({})) {
      messages.push(message);
    }
    expect(messages).toEqual(["a", "b"]);
    await run;
  });
});

function functionOptions(world: ReturnType<typeof createWorld>): ServiceOptions {
  return { name: "greeter", logger: silentLogger, args: [], env: {}, ...world.parts() };
}
