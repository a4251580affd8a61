import { createMemoryRegistry, createService, type Service } from "@ts-micro/framework";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createGreeterClient,
  type GreeterClient,
  registerGreeterHandler,
} from "../src/gen/greeter/v1/greeter.micro.js";
import { greeterHandler } from "../src/handler/greeter.js";

describe("greeter, called over the network", () => {
  let service: Service;
  let client: GreeterClient;

  beforeAll(async () => {
    service = createService({
      name: "greeter",
      address: "127.0.0.1:0",
      registry: createMemoryRegistry(),
      // What the environment says elsewhere is not for tests.
      env: { MICRO_LOG_LEVEL: "warn" },
      args: [],
    });
    registerGreeterHandler(service.server, greeterHandler);
    await service.start();
    client = createGreeterClient(service.client, { service: "greeter" });
  });

  afterAll(async () => {
    await service.close();
  });

  it("answers a call", async () => {
    expect(await client.hello({ name: "John" })).toEqual({ message: "Hello John" });
  });

  it("answers with a stream", async () => {
    const messages: string[] = [];
    for await (const { message } of client.greetings({ names: ["John", "Mary"] })) {
      messages.push(message);
    }
    expect(messages).toEqual(["Hello John", "Hello Mary"]);
  });
});
