import {
  createMemoryBroker,
  createMemoryRegistry,
  createMemoryTransport,
  createService,
  type LogFields,
  type Plugin,
  type PluginOptions,
  type ServiceOptions,
  silentLogger,
} from "@ts-micro/framework";
import { describe, expect, it } from "vitest";

/** A plugin with every part, which tells what it made them of. */
function createPlugin(name: string, made: [string, PluginOptions][] = []): Plugin {
  return {
    name,
    registry: (options) => {
      made.push(["registry", options]);
      return createMemoryRegistry({ name });
    },
    broker: (options) => {
      made.push(["broker", options]);
      return createMemoryBroker();
    },
    transport: (options) => {
      made.push(["transport", options]);
      return createMemoryTransport();
    },
  };
}

const create = (env: Record<string, string>, options: Partial<ServiceOptions> = {}) =>
  createService({ name: "greeter", args: [], env, logger: silentLogger, ...options });

describe("a plugin", () => {
  it("is used when the environment names it, with the addresses from there", () => {
    const made: [string, PluginOptions][] = [];
    const plugins = [createPlugin("acme", made)];
    const env = {
      MICRO_REGISTRY: "acme",
      MICRO_REGISTRY_ADDRESS: "10.0.0.1:1,10.0.0.2:1",
      MICRO_BROKER: "acme",
      MICRO_TRANSPORT: "acme",
      MICRO_TRANSPORT_ADDRESS: "10.0.0.3:1",
    };
    expect(create(env, { plugins }).registry.name).toBe("acme");
    expect(made).toEqual([
      ["registry", { logger: silentLogger, addresses: ["10.0.0.1:1", "10.0.0.2:1"] }],
      ["transport", { logger: silentLogger, addresses: ["10.0.0.3:1"] }],
      ["broker", { logger: silentLogger }],
    ]);
  });

  it("makes nothing until it is chosen", () => {
    const made: [string, PluginOptions][] = [];
    create({ MICRO_REGISTRY: "memory" }, { plugins: [createPlugin("acme", made)] });
    expect(made).toEqual([]);
  });

  it("may take the place of a part that is built in", () => {
    const plugins = [{ name: "mdns", registry: () => createMemoryRegistry({ name: "mine" }) }];
    expect(create({}, { plugins }).registry.name).toBe("mine");
  });

  it("is listed among the names to choose from", () => {
    const plugins = [createPlugin("acme")];
    expect(() => create({ MICRO_REGISTRY: "acne" }, { plugins })).toThrow(
      'Expected --registry or MICRO_REGISTRY to be one of mdns, memory, acme, got "acne"',
    );
  });

  it("has to be passed: its name alone says how", () => {
    expect(() => create({ MICRO_REGISTRY: "consul" })).toThrow(
      'Expected --registry or MICRO_REGISTRY to be one of mdns, memory, got "consul": that is a plugin; ' +
        "add @ts-micro/consul to the project, and give its plugin to createService({ plugins: [...] })",
    );
    expect(() => create({ MICRO_BROKER: "consul" })).toThrow(/got "consul"$/);
  });
});

describe("addresses", () => {
  it.each([
    [
      { MICRO_TRANSPORT_ADDRESS: "10.0.0.1:80" },
      "--transport_address or MICRO_TRANSPORT_ADDRESS changes nothing: the http transport takes no addresses",
    ],
    [
      { MICRO_REGISTRY: "memory", MICRO_REGISTRY_ADDRESS: "10.0.0.1" },
      "--registry_address or MICRO_REGISTRY_ADDRESS changes nothing: the memory registry takes no addresses",
    ],
  ])("that no part takes are said to be unused: %s", (env, warning) => {
    const warnings: string[] = [];
    const warn = (message: string, _?: LogFields) => void warnings.push(message);
    create(env, { logger: { ...silentLogger, warn } });
    expect(warnings).toEqual([warning]);
  });
});
