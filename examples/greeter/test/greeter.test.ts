import { describe, expect, it } from "vitest";
import { greeterHandler } from "../src/handler/greeter.js";

describe("greeterHandler", () => {
  it("says hello", () => {
    expect(greeterHandler.hello({ name: "John" })).toEqual({ message: "Hello John" });
  });

  it("greets everyone by name", async () => {
    const messages: string[] = [];
    for await (const { message } of greeterHandler.greetings({ names: ["John", "Mary"] })) {
      messages.push(message);
    }
    expect(messages).toEqual(["Hello John", "Hello Mary"]);
  });
});
