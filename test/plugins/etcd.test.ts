import { createEtcdRegistry, type EtcdRegistryOptions, etcd } from "@ts-micro/etcd";
import { createRegistrySelector, type Registry } from "@ts-micro/framework";
import { registryContract } from "@ts-micro/framework/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { certificates } from "../../framework/test/certificates.js";
import { type EtcdServer, startEtcd } from "./etcd-server.js";
import { goMicroCases } from "./go-micro-cases.js";
import { runWatcher } from "./run-watcher.js";
import { programPath } from "./server-process.js";

const node = { id: "a", address: "127.0.0.1", port: 8080, metadata: { protocol: "mucp" } };
const greeter = { name: "greeter", version: "1.0", metadata: {}, endpoints: [], nodes: [node] };

let server: EtcdServer;
beforeAll(async () => {
  server = await startEtcd();
});
afterAll(() => server.process.remove());

const create = (): Registry => createEtcdRegistry({ addresses: [server.address] });

const suite = registryContract("etcd", { create });
describe(suite.name, () => {
  for (const { name, run } of suite.cases) it(name, run);
});

describe("etcd and Go Micro 1.0", () => {
  for (const { name, run } of goMicroCases) {
    it(name, () => {
      const address = `--registry_address=${server.address}`;
      const goFlags = ["--registry=etcdv3", address];
      return run({
        goFlags,
        goProgram: programPath,
        flags: ["--registry=etcd", address],
        plugin: etcd,
        create,
      });
    });
  }
});

describe("etcd registry", () => {
  it("goes on with the nodes that are known while etcd is away, and hears of changes when it is back", async () => {
    const own = await startEtcd();
    await using registry = createEtcdRegistry({ addresses: [own.address] });
    await using selector = createRegistrySelector({ registry });
    try {
      await registry.register(greeter, { ttlMs: 30_000 });
      const select = async () => (await selector.select("greeter")).node.port;
      expect(await select()).toBe(8080);
      await own.process.kill();
      expect(await select()).toBe(8080);
      await expect(registry.getService("greeter")).rejects.toMatchObject({ code: 503 });
      await own.process.start();
      const moved = { ...greeter, nodes: [{ ...node, port: 9090 }] };
      await registry.register(moved, { ttlMs: 30_000 });
      await expect.poll(select, { timeout: 20_000 }).toBe(9090);
    } finally {
      await own.process.remove();
    }
  });

  it("brings a node back whose lease ran out", async () => {
    await using registry = create();
    const late = { ...greeter, name: "late" };
    await registry.register(late, { ttlMs: 50 });
    await expect.poll(() => registry.getService("late"), { timeout: 20_000 }).toEqual([]);
    await registry.register(late, { ttlMs: 50 });
    expect(await registry.getService("late")).toEqual([late]);
  });

  it("shows who it is where etcd asks for it, again when its token is no longer good", async () => {
    const own = await startEtcd();
    const credentials = { name: "root", password: "secret" };
    try {
      await own.enableAuthentication(credentials);
      await using stranger = createEtcdRegistry({ addresses: [own.address] });
      await expect(stranger.register(greeter)).rejects.toMatchObject({ code: 400 });
      await using friend = createEtcdRegistry({ addresses: [own.address], credentials });
      await friend.register(greeter);
      // Tokens are in the memory of the member that gave them.
      await own.process.kill();
      await own.process.start();
      expect(await friend.getService("greeter")).toEqual([greeter]);
    } finally {
      await own.process.remove();
    }
  });

  it("shows its certificate where etcd asks for one, and trusts no stranger", async () => {
    const own = await startEtcd({ mutualTls: true });
    const { trust, client, trustStranger } = certificates;
    const register = async (tls: EtcdRegistryOptions["tls"]): Promise<void> => {
      await using registry = createEtcdRegistry({ addresses: [own.address], ...(tls && { tls }) });
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

  it("keeps its entries in the folder it is told", async () => {
    await using here = createEtcdRegistry({ addresses: [server.address], prefix: "/here" });
    await using there = createEtcdRegistry({ addresses: [server.address], prefix: "/there" });
    await here.register(greeter);
    expect(await here.listServices()).toEqual(["greeter"]);
    expect(await there.listServices()).toEqual([]);
  });

  it("does not keep a process alive that only watches", async () => {
    expect(await runWatcher("@ts-micro/etcd", "createEtcdRegistry", server.address)).toBe("watches\n");
  });

  it.each(["", "/", "micro", "/micro/"])("refuses the prefix %j, naming the option", (prefix) => {
    expect(() => createEtcdRegistry({ prefix })).toThrow(/^prefix: expected a folder/);
  });
});
