import assert from "node:assert/strict";
import type { ServiceRecord } from "@ts-micro/framework";
import type { Explorer } from "../explorer.js";
import type { InteropCase } from "../interop-case.js";
import type { Peer } from "../peer.js";

/** One registry registers, the other finds. */
export function registryCases(writer: Explorer, reader: Explorer): InteropCase[] {
  const service = `interop.${writer.language.toLowerCase()}-writes-${reader.language.toLowerCase()}-reads`;
  const record = (id: string, port: number, version = "1.0"): ServiceRecord => ({
    name: service,
    version,
    metadata: {},
    endpoints: [
      {
        name: "Greeter.Hello",
        request: {
          name: "HelloRequest",
          type: "HelloRequest",
          values: [{ name: "name", type: "string", values: null }],
        },
        response: null,
        metadata: { stream: "false" },
      },
    ],
    nodes: [{ id, address: "127.0.0.1", port, metadata: { protocol: "mucp", zone: "élan" } }],
  });
  return [
    {
      name: "register, get, list, watch, deregister",
      async run() {
        const changes = await reader.watch(service);
        await writer.register(record("node.1", 1001));
        assert.equal(await changes.next(), "create node.1");
        assert.deepEqual(await reader.get(service), [record("node.1", 1001)]);
        assert.ok((await reader.list()).includes(service));
        await writer.register(record("node.2", 1002));
        assert.equal(await changes.next(), "create node.2");
        const [both] = await reader.get(service);
        assert.deepEqual(both?.nodes.map(({ port }) => port).sort(), [1001, 1002]);
        await writer.deregister(record("node.1", 1001));
        await waitFor(changes, "delete node.1");
        assert.deepEqual(await reader.get(service), [record("node.2", 1002)]);
        await writer.deregister(record("node.2", 1002));
        await waitFor(changes, "delete node.2");
        assert.deepEqual(await reader.get(service), []);
      },
    },
    {
      name: "two versions of a service",
      async run() {
        await writer.register(record("old", 1001, "1.0"));
        await writer.register(record("new", 1002, "2.0"));
        const versions = (await reader.get(service)).map(({ version }) => version).sort();
        assert.deepEqual(versions, ["1.0", "2.0"]);
        await writer.deregister(record("old", 1001, "1.0"));
        await writer.deregister(record("new", 1002, "2.0"));
      },
    },
  ];
}

/** What one registry says of the other's running service. */
export function serviceCases(reader: Explorer, peer: Peer): InteropCase[] {
  return [
    {
      name: `the ${peer.language} service is listed, with its topics`,
      async run() {
        const { service } = peer;
        const listed = await reader.list();
        for (const name of [service, `topic:${service}.events`, `topic:${service}.jobs`]) {
          assert.ok(listed.includes(name), `no ${name} in ${listed}`);
        }
      },
    },
    {
      name: `the ${peer.language} service says how it is called, and its endpoints`,
      async run() {
        const [record] = await reader.get(peer.service);
        assert.equal(record?.version, "1.2.3");
        const zone = peer.language.toLowerCase();
        const expected = {
          broker: "http",
          protocol: "mucp",
          registry: "mdns",
          server: "rpc",
          transport: "http",
          zone,
        };
        const metadata = record?.nodes[0]?.metadata;
        assert.deepEqual({ ...metadata, ...expected }, metadata);
        const endpoints = record?.endpoints.map(({ name, metadata: { stream, subscriber } }) => [
          name,
          stream ?? subscriber,
        ]);
        const methods = endpoints?.filter(([name]) => name?.startsWith("Greeter."));
        assert.deepEqual(methods, [
          ["Greeter.Chat", "true"],
          ["Greeter.Count", "true"],
          ["Greeter.Echo", "false"],
          ["Greeter.Fail", "false"],
          ["Greeter.Headers", "false"],
          ["Greeter.Hello", "false"],
          ["Greeter.Sleep", "false"],
        ]);
        const hello = record?.endpoints.find(({ name }) => name === "Greeter.Hello");
        assert.deepEqual(hello?.request?.values?.[0], { name: "name", type: "string", values: null });
      },
    },
  ];
}

/** Go Micro may have announced again what was there before. */
async function waitFor(changes: { next(): Promise<string> }, wanted: string): Promise<void> {
  while ((await changes.next()) !== wanted);
}
