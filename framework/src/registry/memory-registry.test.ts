import { createMemoryRegistry, createMemoryStore } from "@ts-micro/framework";
import { registryContract } from "@ts-micro/framework/testing";
import { beforeEach, describe, expect, it } from "vitest";

let store = createMemoryStore();
beforeEach(() => {
  store = createMemoryStore();
});

const suite = registryContract("memory", { create: () => createMemoryRegistry({ store }) });
describe(suite.name, () => {
  for (const { name, run } of suite.cases) it(name, run);
});

const greeter = {
  name: "greeter",
  version: "1.0",
  metadata: {},
  endpoints: [],
  nodes: [{ id: "a", address: "127.0.0.1", port: 80, metadata: {} as Record<string, string> }],
};

describe("memory registry", () => {
  it("keeps services to itself without a shared store", async () => {
    await createMemoryRegistry().register(greeter);
    expect(await createMemoryRegistry().getService("greeter")).toEqual([]);
  });

  it("keeps what was registered when the caller changes its object", async () => {
    const registry = createMemoryRegistry();
    const metadata: Record<string, string> = { zone: "a" };
    await registry.register({ ...greeter, nodes: [{ ...greeter.nodes[0], metadata } as never] });
    metadata.zone = "b";
    expect((await registry.getService("greeter"))[0]?.nodes[0]?.metadata).toEqual({ zone: "a" });
  });

  it("refuses a port that is none, naming it", async () => {
    const nodes = [{ id: "a", address: "127.0.0.1", port: 70_000, metadata: {} }];
    await expect(createMemoryRegistry().register({ ...greeter, nodes })).rejects.toThrow(
      "port of a: expected a whole number from 0 to 65535, got 70000",
    );
  });
});
