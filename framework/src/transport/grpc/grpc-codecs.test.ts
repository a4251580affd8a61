import { createGrpcTransport } from "@ts-micro/framework";
import { describe, expect, it, onTestFinished } from "vitest";
import { createGreeterClient, GreeterDefinition } from "../../../test/gen/greeter.micro.js";
import { createWorld } from "../../../test/greeter.js";
import { reversedCodec } from "../../../test/reversed-codec.js";

const contentType = "application/x-reversed";
const codecs = { [contentType]: reversedCodec };

function createTransport(options: Parameters<typeof createGrpcTransport>[0]) {
  const transport = createGrpcTransport(options);
  onTestFinished(() => transport.close());
  return transport;
}

async function startService(options: Parameters<typeof createGrpcTransport>[0], world = createWorld()) {
  const service = world.createService({ address: "127.0.0.1:0", transports: [createTransport(options)] });
  const chat = async function* (requests: AsyncIterable<{ name: string }>) {
    for await (const { name } of requests) yield { message: `Hi ${name}` };
  };
  const hello = ({ name }: { name: string }) => ({ message: `Hello ${name}` });
  service.server.handle(GreeterDefinition, { hello, chat }, { partial: true });
  await service.start();
  return service;
}

describe("a content type of a user's own, on gRPC", () => {
  it("is carried by calls and streams", async () => {
    const service = await startService({ client: { codecs }, server: { codecs } });
    const greeter = createGreeterClient(service.client, { service: "greeter", contentType });
    expect(await greeter.hello({ name: "John" })).toEqual({ message: "Hello John" });
    const said: string[] = [];
    for await (const { message } of greeter.chat([{ name: "Ada" }, { name: "Alan" }])) said.push(message);
    expect(said).toEqual(["Hi Ada", "Hi Alan"]);
  });

  it("is refused where nobody knows it", async () => {
    const world = createWorld();
    const service = await startService({}, world);
    const knowing = world.createService({
      name: "knowing",
      transports: [createTransport({ client: { codecs } })],
    });
    const call = (from: typeof service) =>
      createGreeterClient(from.client, { service: "greeter", contentType }).hello({});
    await expect(call(knowing)).rejects.toMatchObject({ detail: "HTTP status 415" });
    const detail = `transport grpc carries no ${contentType}`;
    await expect(call(service)).rejects.toMatchObject({ code: 400, detail });
  });

  it("may be one of gRPC's, written otherwise", async () => {
    const own = { codecs: { "application/protobuf": reversedCodec } };
    const transport = createTransport({ client: own });
    for (const type of [
      "application/protobuf",
      "application/grpc",
      "application/grpc+proto; charset=utf-8",
    ]) {
      expect(transport.codec(type)?.name).toBe("reversed");
    }
    expect(transport.codec("application/json")?.name).toBe("proto3-json");
    const service = await startService({ client: own, server: own });
    const greeter = createGreeterClient(service.client, { service: "greeter" });
    expect(await greeter.hello({ name: "John" })).toEqual({ message: "Hello John" });
  });

  it("must be one that gRPC can write", () => {
    const codecs = { "text/yaml": reversedCodec };
    const problem = "to have content types like `application/msgpack`, got `text/yaml`";
    expect(() => createGrpcTransport({ client: { codecs } })).toThrow(problem);
    expect(() => createGrpcTransport({ server: { codecs } })).toThrow(problem);
  });
});
