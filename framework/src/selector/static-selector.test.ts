import { createStaticSelector } from "@ts-micro/framework";
import { describe, expect, it } from "vitest";

describe("the static selector", () => {
  it.each([
    ["greeter", "greeter", 8080],
    ["greeter.internal:9090", "greeter.internal", 9090],
    ["[::1]:9090", "::1", 9090],
  ])("takes %s for an address", async (service, address, port) => {
    await using selector = createStaticSelector();
    const { node } = await selector.select(service);
    expect([node.address, node.port]).toEqual([address, port]);
  });

  it("gives names without a port the one it was told", async () => {
    await using selector = createStaticSelector({ port: 80 });
    expect((await selector.select("greeter")).node.port).toBe(80);
    expect(() => createStaticSelector({ port: 0 })).toThrow("port: expected a whole number");
  });
});
