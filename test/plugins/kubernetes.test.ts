import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { createRegistrySelector, type Plugin, type Registry } from "@ts-micro/framework";
import { registryContract } from "@ts-micro/framework/testing";
import { createKubernetesRegistry } from "@ts-micro/kubernetes";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { goMicroCases } from "./go-micro-cases.js";
import { canMount, KubernetesServer } from "./kubernetes-server.js";
import { programPath } from "./server-process.js";

const node = { id: "a", address: "127.0.0.1", port: 8080, metadata: { protocol: "mucp" } };
const greeter = { name: "greeter", version: "1.0", metadata: {}, endpoints: [], nodes: [node] };

let server: KubernetesServer;
beforeAll(async () => {
  server = await KubernetesServer.start();
}, 180_000);
afterAll(() => server.remove());

/** Pods that no registry has: each registry of a case is in one of its own. */
let pods: string[] = [];
beforeEach(async () => {
  pods = await Promise.all([1, 2, 3, 4, 5].map(() => server.runPod()));
});

function takePod(): string {
  return pods.pop() ?? "";
}

function create(podName = takePod()): Registry {
  const { address, serviceAccount } = server;
  return createKubernetesRegistry({ addresses: [address], serviceAccount, podName });
}

const suite = registryContract("kubernetes", { create: () => create() });
describe(suite.name, () => {
  for (const { name, run } of suite.cases) it(name, run);
});

// Go Micro's registry works in a pod only: it wants the service account in its place. Skipped where the user may not
// mount it there.
describe.skipIf(!canMount())("kubernetes and Go Micro 1.0", () => {
  const plugin: Plugin = { name: "kubernetes", registry: () => create() };
  for (const { name, run } of goMicroCases) {
    it(name, () => {
      const flags = ["--registry=kubernetes"];
      const goProgram = (program: string): string => server.putInPod(programPath(program), takePod());
      return run({ goFlags: flags, goProgram, flags, plugin, create: () => create() });
    });
  }
});

// Skipped for the same reason: a pod is a mount namespace here.
describe.skipIf(!canMount())("kubernetes registry in a pod", () => {
  it("finds all that it needs there", async () => {
    const program = `
      import { createKubernetesRegistry } from "@ts-micro/kubernetes";
      const registry = createKubernetesRegistry();
      await registry.register(${JSON.stringify(greeter)});
      console.log(JSON.stringify(await registry.getService("greeter")));
      await registry.close();
    `;
    const node = server.putInPod(process.execPath, takePod());
    const words = ["--input-type=module", "--eval", program];
    const { stdout } = await promisify(execFile)(node, words, { cwd: import.meta.dirname });
    expect(JSON.parse(stdout)).toEqual([greeter]);
  });
});

describe("kubernetes registry", () => {
  it("finds no service in a pod that is not ready, runs no longer, or ends", async () => {
    const [first, second, third] = [takePod(), takePod(), takePod()];
    for (const pod of [first, second, third]) {
      const record = { ...greeter, name: "ready", nodes: [{ ...node, id: pod }] };
      await create(pod).register(record);
    }
    await using registry = create();
    const changes = registry.watch({ service: "ready" })[Symbol.asyncIterator]();
    const next = async (): Promise<string> => {
      const { action, service } = (await changes.next()).value;
      return `${action} ${service.nodes[0].id}`;
    };
    expect([await next(), await next(), await next()].sort()).toEqual(
      [first, second, third].map((pod) => `create ${pod}`).sort(),
    );
    await server.setStatus(first, { conditions: [{ type: "Ready", status: "False" }] });
    expect(await next()).toBe(`delete ${first}`);
    await server.setStatus(second, { phase: "Failed" });
    expect(await next()).toBe(`delete ${second}`);
    await server.deletePod(third);
    expect(await next()).toBe(`delete ${third}`);
    expect(await registry.listServices()).not.toContain("ready");
    await server.setStatus(first, { conditions: [{ type: "Ready", status: "True" }] });
    expect(await next()).toBe(`create ${first}`);
  });

  it("writes what Go Micro writes, and leaves the rest of the pod alone", async () => {
    const pod = takePod();
    await server.annotate(pod, "team", "greeters");
    await using registry = create(pod);
    const topic = { ...greeter, name: "topic:greeted", version: "ff.http.broadcast" };
    await registry.register(topic);
    expect(await server.metadata(pod)).toMatchObject({
      labels: { "micro.mu/type": "service", "micro.mu/selector-topic_greeted": "service" },
      annotations: { team: "greeters", "micro.mu/service-topic_greeted": JSON.stringify(topic) },
    });
    await registry.deregister(topic);
    const { labels, annotations } = await server.metadata(pod);
    expect(labels).toEqual({ "micro.mu/type": "service" });
    expect(annotations).toEqual({ team: "greeters" });
  });

  it("goes on with the nodes that are known while the API server is away, and hears of changes when it is back", async () => {
    const registry = create();
    await using selector = createRegistrySelector({ registry });
    await registry.register(greeter, { ttlMs: 300_000 });
    const select = async () => (await selector.select("greeter")).node.port;
    expect(await select()).toBe(8080);
    await server.process.kill();
    expect(await select()).toBe(8080);
    await expect(registry.getService("greeter")).rejects.toMatchObject({ code: 503 });
    await server.process.start();
    await registry.register({ ...greeter, nodes: [{ ...node, port: 9090 }] }, { ttlMs: 300_000 });
    await expect.poll(select, { timeout: 20_000 }).toBe(9090);
    await registry.close();
  });

  it("says why it may not: a token that nobody knows", async () => {
    const { address, serviceAccount } = server;
    const options = { addresses: [address], serviceAccount, token: "nobody", podName: takePod() };
    await using registry = createKubernetesRegistry(options);
    await expect(registry.register(greeter)).rejects.toMatchObject({ code: 401 });
  });

  it("trusts no server but that of its service account", async () => {
    await using registry = createKubernetesRegistry({ addresses: [server.address], podName: takePod() });
    await expect(registry.register(greeter)).rejects.toMatchObject({ code: 503 });
  });

  it("fails where the process runs in no pod, naming the pod", async () => {
    await using registry = create("nowhere");
    const failure = { code: 404, detail: expect.stringContaining('pods \\"nowhere\\" not found') };
    await expect(registry.register(greeter)).rejects.toMatchObject(failure);
  });
});
