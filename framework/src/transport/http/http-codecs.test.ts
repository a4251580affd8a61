import {
  type Codec,
  createHttpTransport,
  createPublisher,
  type HandlerContext,
  MicroError,
} from "@ts-micro/framework";
import { codecContract } from "@ts-micro/framework/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  createGreeterClient,
  GreeterDefinition,
  HelloRequestSchema,
} from "../../../test/gen/greeter.micro.js";
import { createWorld } from "../../../test/greeter.js";
import { reversedCodec } from "../../../test/reversed-codec.js";

const suite = codecContract("of a user", { create: () => reversedCodec });
describe(suite.name, () => {
  for (const { name, run } of suite.cases) it(name, run);
});

const contentType = "application/x-reversed";

function createTransport(codecs: Readonly<Record<string, Codec>>) {
  const transport = createHttpTransport({ codecs });
  onTestFinished(() => transport.close());
  return transport;
}

describe("a content type of a user's own", () => {
  it("is carried by calls, streams and messages", async () => {
    const world = createWorld();
    const transports = [createTransport({ [contentType]: reversedCodec })] as const;
    const seen: (string | undefined)[] = [];
    const hello = ({ name }: { name: string }, { metadata }: HandlerContext) => {
      seen.push(metadata.get("Content-Type"));
      return { message: `Hello ${name}` };
    };
    const chat = async function* (requests: AsyncIterable<{ name: string }>) {
      for await (const { name } of requests) yield { message: `Hi ${name}` };
    };
    const service = world.createService({ address: "127.0.0.1:0", transports });
    service.server.handle(GreeterDefinition, { hello, chat }, { partial: true });
    const heard = new Promise<string>((resolve) => {
      service.server.subscribe({ topic: "greeted", schema: HelloRequestSchema }, ({ name }) => resolve(name));
    });
    await service.start();
    const greeter = createGreeterClient(service.client, { service: "greeter", contentType });
    expect(await greeter.hello({ name: "John" })).toEqual({ message: "Hello John" });
    const chatting = greeter.chat([{ name: "Ada" }]);
    for await (const { message } of chatting) expect(message).toBe("Hi Ada");
    await createPublisher("greeted", HelloRequestSchema, service.client).publish(
      { name: "Linus" },
      { contentType },
    );
    expect(await heard).toBe("Linus");
  });

  it("is refused where nobody knows it", async () => {
    const world = createWorld();
    const knowing = world.createService({
      name: "knowing",
      transports: [createTransport({ [contentType]: reversedCodec })],
    });
    const service = world.createService({ address: "127.0.0.1:0", transports: [createTransport({})] });
    service.server.handle(GreeterDefinition, { hello: () => ({}) }, { partial: true });
    await service.start();
    const call = (from: typeof service) =>
      createGreeterClient(from.client, { service: "greeter", contentType })
        .hello({})
        .catch((error) => error);
    const [byServer, byClient] = [await call(knowing), await call(service)];
    expect(byServer).toBeInstanceOf(MicroError);
    expect(byServer).toMatchObject({ code: 415 });
    expect(byClient).toMatchObject({ code: 400, detail: `transport http carries no ${contentType}` });
  });

  it("may be one of Go Micro's, written otherwise", async () => {
    const world = createWorld();
    const transport = createTransport({ "Application/Protobuf": reversedCodec });
    expect(transport.codec("application/protobuf; charset=utf-8")?.name).toBe("reversed");
    const service = world.createService({ address: "127.0.0.1:0", transports: [transport] });
    service.server.handle(
      GreeterDefinition,
      { hello: ({ name }: { name: string }) => ({ message: name }) },
      { partial: true },
    );
    await service.start();
    const greeter = createGreeterClient(service.client, { service: "greeter" });
    expect(await greeter.hello({ name: "John" })).toEqual({ message: "John" });
  });
});
