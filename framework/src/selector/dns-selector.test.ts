import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import {
  createDnsSelector,
  createMemoryRegistry,
  type Registry,
  type ServiceRecord,
} from "@ts-micro/framework";
import { decode, encode } from "dns-packet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let registry: Registry;
let server: Socket;
let servers: string[];

/** A DNS server that knows what a registry does. */
beforeEach(async () => {
  registry = createMemoryRegistry();
  server = createSocket("udp4").bind(0, "127.0.0.1");
  await once(server, "listening");
  servers = [`127.0.0.1:${server.address().port}`];
  server.on("message", async (message, peer) => {
    const { id, questions = [] } = decode(message);
    const name = questions[0]?.name ?? "";
    const found = await registry.getService(/^_(\w+)\._tcp\.local$/.exec(name)?.[1] ?? "");
    const answers = found.flatMap(({ nodes }) =>
      nodes.map(({ address, port }) => ({ type: "SRV", name, data: { target: address, port } }) as const),
    );
    const flags = answers.length > 0 ? 0 : 3;
    server.send(encode({ type: "response", id, flags, questions, answers } as never), peer.port);
  });
});
afterEach(() => server.close());

const greeter = (...ports: number[]): ServiceRecord => ({
  name: "greeter",
  version: "1",
  metadata: {},
  endpoints: [],
  nodes: ports.map((port) => ({ id: `${port}`, address: "greeter.internal", port, metadata: {} })),
});

describe("the dns selector", () => {
  it("takes every target of a service's SRV records for a node", async () => {
    await registry.register(greeter(8080, 8081));
    await using selector = createDnsSelector({ servers });
    const seen = new Set<string>();
    while (seen.size < 2) seen.add((await selector.select("greeter")).node.id);
    expect([...seen].sort()).toEqual(["greeter.internal:8080", "greeter.internal:8081"]);
  });

  it("answers 404 for a name that DNS does not know", async () => {
    await using selector = createDnsSelector({ servers });
    await expect(async () => selector.select("nobody")).rejects.toMatchObject({ code: 404 });
  });

  it("looks names up again, and drops what is gone", async () => {
    await registry.register(greeter(8080));
    await using selector = createDnsSelector({ servers, refreshMs: 1 });
    expect((await selector.select("greeter")).node.port).toBe(8080);
    await registry.deregister(greeter(8080));
    await registry.register(greeter(8081));
    await expect.poll(async () => (await selector.select("greeter")).node.port).toBe(8081);
  });

  it("looks a host up where a service is given as host:port", async () => {
    await using selector = createDnsSelector({ servers });
    const { node } = await selector.select("localhost:8080");
    expect(["127.0.0.1", "::1"]).toContain(node.address);
    expect(node.port).toBe(8080);
  });
});
