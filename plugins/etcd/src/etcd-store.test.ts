import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createEtcdRegistry } from "./registry.js";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const base64 = (text: string): string => Buffer.from(text).toString("base64");

function entry(port: number) {
  const node = { id: "a", address: "127.0.0.1", port, metadata: {} };
  const value = JSON.stringify({
    name: "greeter",
    version: "1.0",
    metadata: null,
    endpoints: null,
    nodes: [node],
  });
  return { key: base64("/micro-registry/greeter/a"), value: base64(value) };
}

/** Answers each path with its texts, one after the other, as etcd did; the last watch goes on. */
async function replay(answers: Readonly<Record<string, readonly string[]>>): Promise<string> {
  const left = Object.fromEntries(Object.entries(answers).map(([path, texts]) => [path, [...texts]]));
  const server = createServer((asked, reply) => {
    const texts = left[asked.url ?? ""] ?? [];
    reply.write(texts.shift() ?? "");
    if (asked.url !== "/v3/watch" || texts.length > 0) reply.end();
  }).listen(0, "127.0.0.1");
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once("listening", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const created = '{"result":{"header":{"revision":"4"},"created":true}}\n';

describe("a watch of etcd", () => {
  it("looks anew when etcd has forgotten the revision that it is at", async () => {
    const range = (port: number) => JSON.stringify({ header: { revision: "4" }, kvs: [entry(port)] });
    const compacted = '{"result":{"header":{"raft_term":"2"},"canceled":true,"compact_revision":"3"}}\n';
    const address = await replay({
      "/v3/kv/range": [range(1), range(2)],
      "/v3/watch": [created + compacted, created],
    });
    await using registry = createEtcdRegistry({ addresses: [address] });
    const changes = registry.watch({ service: "greeter" })[Symbol.asyncIterator]();
    expect((await changes.next()).value).toMatchObject({
      action: "create",
      service: { nodes: [{ port: 1 }] },
    });
    expect((await changes.next()).value).toMatchObject({
      action: "update",
      service: { nodes: [{ port: 2 }] },
    });
  });

  it("ends with an error when etcd says one", async () => {
    const failed = '{"error":{"grpc_code":14,"message":"etcdserver: no leader"}}\n';
    const address = await replay({
      "/v3/kv/range": [JSON.stringify({ header: { revision: "4" } })],
      "/v3/watch": [created + failed],
    });
    await using registry = createEtcdRegistry({ addresses: [address] });
    const changes = registry.watch({ service: "greeter" })[Symbol.asyncIterator]();
    await expect(changes.next()).rejects.toMatchObject({ code: 503, detail: "watch: etcdserver: no leader" });
  });

  it("passes over entries that are no service", async () => {
    const kvs = [{ key: base64("/micro-registry/greeter/b"), value: base64("?") }, entry(1)];
    const address = await replay({ "/v3/kv/range": [JSON.stringify({ header: { revision: "4" }, kvs })] });
    await using registry = createEtcdRegistry({ addresses: [address] });
    expect(await registry.getService("greeter")).toMatchObject([{ nodes: [{ id: "a", port: 1 }] }]);
  });
});
