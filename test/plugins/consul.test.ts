import { type ConsulRegistryOptions, consul, createConsulRegistry } from "@ts-micro/consul";
import { createRegistrySelector, type Registry } from "@ts-micro/framework";
import { registryContract } from "@ts-micro/framework/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { certificates } from "../../framework/test/certificates.js";
import { runMicro } from "../cli/process.js";
import { type ConsulServer, startConsul } from "./consul-server.js";
import { goMicroCases } from "./go-micro-cases.js";
import { runWatcher } from "./run-watcher.js";
import { programPath } from "./server-process.js";

const node = { id: "a", address: "127.0.0.1", port: 8080, metadata: { protocol: "mucp" } };
const greeter = { name: "greeter", version: "1.0", metadata: {}, endpoints: [], nodes: [node] };

let server: ConsulServer;
beforeAll(async () => {
  server = await startConsul();
});
afterAll(() => server.process.remove());

const create = (): Registry => createConsulRegistry({ addresses: [server.address] });

const suite = registryContract("consul", { create });
describe(suite.name, () => {
  for (const { name, run } of suite.cases) it(name, run);
});

describe("consul and Go Micro 1.0", () => {
  for (const { name, run } of goMicroCases) {
    it(name, () => {
      const flags = ["--registry=consul", `--registry_address=${server.address}`];
      return run({ goFlags: flags, goProgram: programPath, flags, plugin: consul, create });
    });
  }
});

describe("consul registry", () => {
  it("brings its services back to an agent that was started anew", async () => {
    const own = await startConsul();
    await using registry = createConsulRegistry({ addresses: [own.address] });
    try {
      await registry.register(greeter, { ttlMs: 30_000 });
      await own.process.kill();
      await expect(registry.getService("greeter")).rejects.toMatchObject({ code: 503 });
      await own.process.start();
      expect(await registry.getService("greeter")).toEqual([]);
      await registry.register(greeter, { ttlMs: 30_000 });
      expect(await registry.getService("greeter")).toEqual([greeter]);
    } finally {
      await own.process.remove();
    }
  });

  it("goes on with the nodes that are known while the agent is away, and hears of changes when it is back", async () => {
    const own = await startConsul();
    await using registry = createConsulRegistry({ addresses: [own.address] });
    await using selector = createRegistrySelector({ registry });
    try {
      await registry.register(greeter, { ttlMs: 30_000 });
      const select = async () => (await selector.select("greeter")).node.port;
      expect(await select()).toBe(8080);
      await own.process.kill();
      expect(await select()).toBe(8080);
      await own.process.start();
      const moved = { ...greeter, nodes: [{ ...node, port: 9090 }] };
      await registry.register(moved, { ttlMs: 30_000 });
      await expect.poll(select, { timeout: 20_000 }).toBe(9090);
    } finally {
      await own.process.remove();
    }
  });

  it("shows its token where Consul asks for one", async () => {
    const acl = 'acl { enabled = true default_policy = "deny" tokens { initial_management = "secret" } }';
    const own = await startConsul({ config: acl });
    try {
      await using stranger = createConsulRegistry({ addresses: [own.address] });
      await expect(stranger.register(greeter)).rejects.toMatchObject({ code: 403 });
      await using friend = createConsulRegistry({ addresses: [own.address], token: "secret" });
      await friend.register(greeter);
      expect(await friend.getService("greeter")).toEqual([greeter]);
    } finally {
      await own.process.remove();
    }
  });

  it("shows its certificate where Consul asks for one, and trusts no stranger", async () => {
    const own = await startConsul({ mutualTls: true });
    const { trust, client, trustStranger } = certificates;
    const register = async (tls: ConsulRegistryOptions["tls"]): Promise<void> => {
      await using registry = createConsulRegistry({ addresses: [own.address], ...(tls && { tls }) });
      await registry.register(greeter, { ttlMs: 30_000 });
    };
    try {
      await register({ ...trust, ...client });
      for (const tls of [undefined, trust, { ...trustStranger, ...client }]) {
        await expect(register(tls)).rejects.toMatchObject({ code: 503 });
      }
    } finally {
      await own.process.remove();
    }
  });

  it("lists a service that nobody registered through Micro, as Go Micro does", async () => {
    await using registry = create();
    expect(await registry.listServices()).toContain("consul");
    const [consulItself] = await registry.getService("consul");
    expect(consulItself).toMatchObject({ version: "", nodes: [{ id: "consul", address: "127.0.0.1" }] });
  });

  it("is explored by the command", async () => {
    await using registry = create();
    await registry.register({ ...greeter, name: "explored" });
    const options = { cwd: import.meta.dirname, env: { PATH: process.env.PATH } };
    const where = ["--registry=consul", `--registry-address=${server.address}`];
    const { code, printed } = await runMicro([...where, "get", "service", "explored"], options);
    expect(printed).toMatch(
      /^service {2}explored\n\nversion 1\.0\n\nID\tAddress\tPort\tMetadata\na\t127\.0\.0\.1\t8080/,
    );
    expect(code).toBe(0);
  });

  it("does not keep a process alive that only watches", async () => {
    expect(await runWatcher("@ts-micro/consul", "createConsulRegistry", server.address)).toBe("watches\n");
  });

  it.each(["", "http://", "a b"])("refuses the address %j, naming the option", (address) => {
    expect(() => createConsulRegistry({ addresses: [address] })).toThrow(/^addresses: expected/);
  });
});
