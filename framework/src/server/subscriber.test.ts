import {
  createPublisher,
  type HandlerContext,
  type LogFields,
  Metadata,
  type Service,
  type ServiceOptions,
  type SubscribeOptions,
  type SubscriberWrapper,
  silentLogger,
} from "@ts-micro/framework";
import { describe, expect, it } from "vitest";
import { HelloRequest } from "../../test/gen/greeter.js";
import { HelloRequestSchema } from "../../test/gen/greeter.micro.js";
import { createWorld, type World } from "../../test/greeter.js";

const topic = { topic: "greeted", schema: HelloRequestSchema };

interface Heard {
  readonly service: Service;
  readonly names: string[];
  readonly contexts: HandlerContext[];
}

/** Starts a service that keeps what it hears of the topic. */
async function startListener(
  world: World,
  options: Partial<ServiceOptions> & { subscription?: SubscribeOptions } = {},
): Promise<Heard> {
  const service = world.createService(options);
  const heard: Heard = { service, names: [], contexts: [] };
  const receive = ({ name }: HelloRequest, context: HandlerContext) => {
    heard.names.push(name);
    heard.contexts.push(context);
  };
  service.server.subscribe(topic, receive, options.subscription);
  await service.start();
  return heard;
}

describe("a subscriber", () => {
  it("gets what is published, and what travels with it", async () => {
    const world = createWorld();
    const { service, names, contexts } = await startListener(world, { name: "listener" });
    const publisher = createPublisher("greeted", HelloRequestSchema, world.createService({}).client);
    await publisher.publish({ name: "Ada" }, { metadata: { "X-Tenant": "acme" } });
    await expect.poll(() => names).toEqual(["Ada"]);
    expect(contexts[0]).toMatchObject({ service: service.name, endpoint: "greeted", deadline: undefined });
    expect(contexts[0]?.signal.aborted).toBe(false);
    expect(contexts[0]?.metadata.toJSON()).toEqual({
      "Content-Type": "application/protobuf",
      "Micro-Topic": "greeted",
      "Micro-Id": expect.stringMatching(/^[\da-f-]{36}$/),
      "Micro-From-Service": "greeter",
      "X-Tenant": "acme",
    });
  });

  it("gets every message, unless it shares a queue", async () => {
    const world = createWorld();
    const subscription = { queue: "workers" };
    const alone = await startListener(world, { name: "alone" });
    const workers = [
      await startListener(world, { name: "worker1", subscription }),
      await startListener(world, { name: "worker2", subscription }),
    ];
    for (const name of ["a", "b", "c", "d"])
      await alone.service.client.publish({ ...topic, message: { name } });
    await expect.poll(() => alone.names).toEqual(["a", "b", "c", "d"]);
    await expect.poll(() => workers.flatMap((it) => it.names).sort()).toEqual(["a", "b", "c", "d"]);
  });

  it("reads JSON, bare protobuf under gRPC's name, and protobuf in gRPC's frame", async () => {
    const world = createWorld();
    const { service, names } = await startListener(world);
    await service.client.publish(
      { ...topic, message: { name: "json" } },
      { contentType: "application/json" },
    );
    const bare = HelloRequest.encode({ name: "bare" }).finish();
    const framed = Uint8Array.from([0, 0, 0, 0, bare.length, ...bare]);
    for (const body of [bare, framed]) {
      const header = new Metadata({ "Content-Type": "application/grpc+proto" });
      await service.broker.publish("greeted", { header, body });
    }
    await service.broker.publish("greeted", { header: new Metadata(), body: bare });
    await expect.poll(() => names).toEqual(["json", "bare", "bare", "bare"]);
  });

  it("that throws, or cannot read a message, is logged and goes on", async () => {
    const errors: LogFields[] = [];
    const logger = {
      ...silentLogger,
      error: (_: string, fields: LogFields = {}) => void errors.push(fields),
    };
    const world = createWorld();
    const service = world.createService({ logger });
    const names: string[] = [];
    service.server.subscribe(topic, ({ name }) => {
      if (name === "bad") throw new RangeError("cannot");
      names.push(name);
    });
    await service.start();
    const publish = (name: string) => service.client.publish({ ...topic, message: { name } });
    await publish("bad");
    const header = new Metadata({ "Content-Type": "image/png" });
    await service.broker.publish("greeted", { header, body: new Uint8Array() });
    await publish("good");
    await expect.poll(() => names).toEqual(["good"]);
    expect(errors.map((it) => String(it.error))).toEqual([
      "RangeError: cannot",
      "MicroError: nothing here reads image/png",
    ]);
  });

  it("is wrapped, the first wrapper outermost", async () => {
    const seen: string[] = [];
    const wrapper =
      (name: string): SubscriberWrapper =>
      (next) =>
      (message, context) => {
        seen.push(name);
        return next(message, context);
      };
    const world = createWorld();
    const { service, names } = await startListener(world, { wrapSubscriber: [wrapper("a"), wrapper("b")] });
    await service.client.publish({ ...topic, message: { name: "Ada" } });
    await expect.poll(() => names).toEqual(["Ada"]);
    expect(seen).toEqual(["a", "b"]);
  });

  it("is an endpoint in the registry, unless it is internal", async () => {
    const world = createWorld();
    const { service } = await startListener(world);
    await startListener(world, { name: "hidden", subscription: { internal: true } });
    const [record] = await service.registry.getService("greeter");
    expect(record?.endpoints).toEqual([
      {
        name: "Func",
        request: expect.objectContaining({ type: "HelloRequest" }),
        response: null,
        metadata: { topic: "greeted", subscriber: "true" },
      },
    ]);
    const [hidden] = await service.registry.getService("hidden");
    expect(hidden?.endpoints).toEqual([]);
  });

  it("hears nothing more once its service is closed", async () => {
    const world = createWorld();
    const { service, names } = await startListener(world);
    await service.close();
    await world.createService({}).client.publish({ ...topic, message: { name: "late" } });
    expect(names).toEqual([]);
  });

  it("is not added to a server that runs", async () => {
    const { service } = await startListener(createWorld());
    expect(() => service.server.subscribe(topic, () => {})).toThrow("Subscribe to greeted before the server");
  });
});
