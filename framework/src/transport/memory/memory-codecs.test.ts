import { createMemoryNetwork, createMemoryTransport, createPublisher } from "@ts-micro/framework";
import { describe, expect, it } from "vitest";
import {
  createGreeterClient,
  GreeterDefinition,
  HelloRequestSchema,
} from "../../../test/gen/greeter.micro.js";
import { createWorld } from "../../../test/greeter.js";
import { reversedCodec } from "../../../test/reversed-codec.js";

const contentType = "application/x-reversed";
const codecs = { [contentType]: reversedCodec };

describe("a content type of a user's own, in memory", () => {
  it("is carried by calls, streams and messages", async () => {
    const network = createMemoryNetwork();
    const world = createWorld();
    const service = world.createService({ transports: [createMemoryTransport({ network, codecs })] });
    const chat = async function* (requests: AsyncIterable<{ name: string }>) {
      for await (const { name } of requests) yield { message: `Hi ${name}` };
    };
    const hello = ({ name }: { name: string }) => ({ message: `Hello ${name}` });
    service.server.handle(GreeterDefinition, { hello, chat }, { partial: true });
    const heard = new Promise<string>((resolve) => {
      service.server.subscribe({ topic: "greeted", schema: HelloRequestSchema }, ({ name }) => resolve(name));
    });
    await service.start();
    const greeter = createGreeterClient(service.client, { service: "greeter", contentType });
    expect(await greeter.hello({ name: "John" })).toEqual({ message: "Hello John" });
    for await (const { message } of greeter.chat([{ name: "Ada" }])) expect(message).toBe("Hi Ada");
    const publisher = createPublisher("greeted", HelloRequestSchema, service.client);
    await publisher.publish({ name: "Linus" }, { contentType });
    expect(await heard).toBe("Linus");
  });

  it("may take the place of another", () => {
    const transport = createMemoryTransport({ codecs: { "application/json": reversedCodec } });
    expect(transport.codec("application/json")).toBe(reversedCodec);
    expect(transport.codec(contentType)).toBeUndefined();
  });
});
