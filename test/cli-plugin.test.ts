import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownPlugins } from "@ts-micro/framework";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findPlugin } from "../src/cli/find-plugin.js";
import { runMicro } from "./cli/process.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "micro-plugin-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Puts a package into the project: its code, and nothing else. */
async function install(name: string, code: string): Promise<void> {
  const path = join(folder, "node_modules/@ts-micro", name);
  await mkdir(path, { recursive: true });
  await writeFile(join(path, "index.js"), code);
  const fields = { name: `@ts-micro/${name}`, type: "module", exports: "./index.js" };
  await writeFile(join(path, "package.json"), JSON.stringify(fields));
}

function run(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return runMicro(argv, { cwd: folder, env: { PATH: process.env.PATH, ...env } });
}

describe("micro --registry, with a plugin", () => {
  it("takes it from beside the toolkit", async () => {
    const agent = createServer((asked, reply) => {
      const services = asked.url?.startsWith("/v1/catalog/services") ? { greeter: [] } : [];
      reply.end(JSON.stringify(services));
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => agent.once("listening", resolve));
    const address = `127.0.0.1:${(agent.address() as AddressInfo).port}`;
    try {
      const argv = ["--registry", "consul", "--registry-address", address, "list", "services"];
      expect(await run(argv)).toEqual({ code: 0, printed: "greeter\n" });
    } finally {
      agent.close();
    }
  });

  it("takes it from the project first, and by the environment too", async () => {
    await install(
      "etcd",
      `const registry = ({ addresses }) => ({
        name: "etcd", listServices: async () => addresses, close: async () => {},
      });
      export const etcd = { name: "etcd", registry };`,
    );
    const env = { MICRO_REGISTRY: "etcd", MICRO_REGISTRY_ADDRESS: "one,two" };
    expect(await run(["list", "services"], env)).toEqual({ code: 0, printed: "one\ntwo\n" });
  });

  it("says which package is missing where it is in neither place", async () => {
    const missing = findPlugin("kubernetes", [join(folder, "package.json")]);
    await expect(missing).rejects.toThrow(
      "kubernetes is a plugin, in the package @ts-micro/kubernetes, which is not installed here; ",
    );
  });

  it("knows the plugins that there are", async () => {
    const packages = await readdir(join(import.meta.dirname, "../plugins"));
    expect([...ownPlugins].sort()).toEqual(packages.sort());
  });

  it("refuses a name that nothing has", async () => {
    const { code, printed } = await run(["--registry", "conusl", "list", "services"]);
    expect(code).toBe(2);
    expect(printed).toContain('to be one of mdns, memory, got "conusl"');
  });
});
