import { createHandlerClient } from "@ts-micro/framework/testing";
import { describe, expect, it } from "vitest";
import { GreeterDefinition } from "../src/gen/greeter/v1/greeter.micro.js";
import { greeterHandler } from "../src/handler/greeter.js";

describe("greeterHandler", () => {
  const client = createHandlerClient(GreeterDefinition, greeterHandler);

  it("says hello", async () => {
    expect(await client.hello({ name: "John" })).toEqual({ message: "Hello John" });
  });

  it("greets everyone by name", async () => {
    const messages: string[] = [];
    for await (const { message } of client.greetings({ names: ["John", "Mary"] })) {
      messages.push(message);
    }
    expect(messages).toEqual(["Hello John", "Hello Mary"]);
  });
});
