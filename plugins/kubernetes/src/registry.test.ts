import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createKubernetesRegistry } from "./registry.js";

const closing: (() => void)[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  for (const close of closing.splice(0)) close();
});

function podWith(port: number) {
  const node = { id: "a", address: "10.0.0.7", port, metadata: {} };
  const service = { name: "greeter", version: "1.0", metadata: null, endpoints: null, nodes: [node] };
  const annotations = { "micro.mu/service-greeter": JSON.stringify(service) };
  return { metadata: { name: "pod-1", annotations }, status: { phase: "Running" } };
}

function listOf(port: number): string {
  return JSON.stringify({ metadata: { resourceVersion: String(port) }, items: [podWith(port)] });
}

/** Answers lists and watches with these texts, one after the other; the last watch goes on. */
async function replay(lists: string[], watches: string[]): Promise<string> {
  const server = createServer((asked, reply) => {
    const isWatch = asked.url?.includes("watch=true") ?? false;
    reply.write((isWatch ? watches : lists).shift() ?? "");
    if (!isWatch || watches.length > 0) reply.end();
  }).listen(0, "127.0.0.1");
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once("listening", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const gone = `${JSON.stringify({
  type: "ERROR",
  object: { kind: "Status", status: "Failure", message: "too old resource version: 1 (2)", code: 410 },
})}\n`;

describe("kubernetes registry", () => {
  it("lists anew when Kubernetes has forgotten what the watch was at, and when a watch has ended", async () => {
    const address = await replay([listOf(1), listOf(2), listOf(3)], [gone, "", ""]);
    await using registry = createKubernetesRegistry({ addresses: [address] });
    const changes = registry.watch({ service: "greeter" })[Symbol.asyncIterator]();
    for (const port of [1, 2, 3]) {
      expect((await changes.next()).value.service.nodes).toMatchObject([{ port }]);
    }
  });

  it("ends a watch with the error of the API server", async () => {
    const failure = { type: "ERROR", object: { message: "etcd is away", code: 500 } };
    const address = await replay([listOf(1)], [`${JSON.stringify(failure)}\n`]);
    await using registry = createKubernetesRegistry({ addresses: [address] });
    const changes = registry.watch({ service: "greeter" })[Symbol.asyncIterator]();
    await changes.next();
    await expect(changes.next()).rejects.toMatchObject({ code: 500, detail: "watch: etcd is away" });
  });

  it("says where it is to be used when it is made outside of a cluster", () => {
    vi.stubEnv("KUBERNETES_SERVICE_HOST", "");
    expect(() => createKubernetesRegistry()).toThrow(/^addresses: expected .* `kubectl proxy`/);
  });

  it("says what a pod lacks that may not ask the API server", () => {
    const options = { addresses: ["127.0.0.1:1"], serviceAccount: "/nowhere" };
    expect(() => createKubernetesRegistry(options)).toThrow(/^serviceAccount: expected .* automount/);
  });
});
