import { execFile } from "node:child_process";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { promisify } from "node:util";
import {
  createMdnsRegistry,
  type Registry,
  type RegistryEvent,
  type ServiceRecord,
} from "@ts-micro/framework";
import { registryContract } from "@ts-micro/framework/testing";
import { type DecodedPacket, decode, encode } from "dns-packet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readCapture } from "../../../../test/read-capture.js";
import { announcementPacket } from "./packets.js";
import { nodeRecords } from "./records.js";

const interfaces = ["127.0.0.1"];
const suite = registryContract("mdns", { create: () => createMdnsRegistry({ interfaces, timeoutMs: 200 }) });
describe(suite.name, () => {
  for (const { name, run } of suite.cases) it(name, run);
});

const newer = registryContract("mdns, in the domain of later Go Micro", {
  create: () => createMdnsRegistry({ interfaces, timeoutMs: 200, domain: "micro" }),
});
describe(newer.name, () => {
  for (const { name, run } of newer.cases) it(name, run);
});

let open: (() => unknown)[] = [];
let name: string;
beforeEach(() => {
  name = `test.greeter-${Math.random().toString(36).slice(2, 8)}`;
});
afterEach(async () => {
  for (const close of open.reverse()) await close();
  open = [];
});

function registry(options: { timeoutMs?: number; domain?: string } = {}): Registry {
  const made = createMdnsRegistry({ interfaces, timeoutMs: 200, ...options });
  open.push(() => made.close());
  return made;
}

function greeter(id: string, port = 80): ServiceRecord {
  const nodes = [{ id, address: "127.0.0.1", port, metadata: { protocol: "mucp" } }];
  return { name, version: "latest", metadata: {}, endpoints: [], nodes };
}

/** A peer with a socket of its own, as another program has it. */
class Peer {
  readonly #packets: { readonly packet: DecodedPacket; readonly from: number }[] = [];
  #wake = (): void => {};

  static async open(port: number): Promise<Peer> {
    const socket = createSocket({ type: "udp4", reuseAddr: true });
    open.push(() => socket.close());
    socket.bind(port, port === 0 ? "127.0.0.1" : "0.0.0.0");
    await once(socket, "listening");
    socket.setMulticastInterface("127.0.0.1");
    if (port !== 0) socket.addMembership("224.0.0.251", "127.0.0.1");
    return new Peer(socket);
  }

  readonly socket: Socket;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("message", (bytes, remote) => {
      this.#packets.push({ packet: decode(bytes), from: remote.port });
      this.#wake();
    });
  }

  send(bytes: Buffer, port = 5353, address = "224.0.0.251"): void {
    this.socket.send(bytes, port, address);
  }

  /** Asks with a question that other tests do not ask. */
  ask(question: { type: "PTR" | "SRV"; name: string; class?: string }, id: number): void {
    this.send(encode({ type: "query", id, questions: [question as never] }));
  }

  /** The first packet, sent before or after, that is the one. */
  async next(isWanted: (packet: DecodedPacket) => boolean): Promise<{ packet: DecodedPacket; from: number }> {
    for (;;) {
      const index = this.#packets.findIndex(({ packet }) => isWanted(packet));
      const [found] = index < 0 ? [] : this.#packets.splice(index, 1);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

const speaksOf = (id: string) => (packet: DecodedPacket) =>
  packet.type === "response" && (packet.answers ?? []).some((it) => it.name.startsWith(`${id}.`));

describe("mdns registry", () => {
  it("answers a query from an ephemeral port there, with id 0 and without the question", async () => {
    await registry().register(greeter("a"));
    const peer = await Peer.open(0);
    peer.ask({ type: "PTR", name: `${name}.local` }, 4711);
    const { packet, from } = await peer.next(speaksOf("a"));
    expect(from).toBe(5353);
    expect(packet.id).toBe(0);
    expect(packet.questions).toEqual([]);
    expect(packet.answers?.map(({ type }) => type)).toEqual(["PTR", "SRV", "A", "TXT"]);
  });

  it("answers a query for a unicast answer with its id", async () => {
    await registry().register(greeter("a"));
    const peer = await Peer.open(0);
    const query = encode({ type: "query", id: 4711, questions: [{ type: "PTR", name: `${name}.local` }] });
    query.writeUInt16BE(0x8001, query.length - 2);
    peer.send(query);
    expect((await peer.next(speaksOf("a"))).packet.id).toBe(4711);
  });

  it("repeats the question in the domain of later Go Micro", async () => {
    await registry({ domain: "micro" }).register(greeter("a"));
    const peer = await Peer.open(0);
    peer.ask({ type: "PTR", name: `${name}.micro` }, 4711);
    const { packet } = await peer.next(speaksOf("a"));
    expect(packet.questions).toMatchObject([{ type: "PTR", name: `${name}.micro` }]);
  });

  it("announces what it registers, and says goodbye", async () => {
    const peer = await Peer.open(5353);
    const registering = registry();
    await registering.register(greeter("a"));
    const { packet } = await peer.next(speaksOf("a"));
    expect(packet.answers?.map((it) => [it.type, "ttl" in it ? it.ttl : undefined])).toEqual([
      ["SRV", 120],
      ["A", 120],
      ["TXT", 120],
    ]);
    await registering.deregister(greeter("a"));
    const isGoodbye = (it: DecodedPacket): boolean =>
      speaksOf("a")(it) && (it.answers ?? []).every((answer) => "ttl" in answer && answer.ttl === 0);
    await peer.next(isGoodbye);
  });

  it("finds a service that recorded packets of Go Micro speak of", async () => {
    const peer = await Peer.open(5353);
    peer.socket.on("message", (bytes, { port, address }) => {
      const asked = decode(bytes).questions?.[0]?.name;
      if (asked === "topic:interop.events.local") peer.send(readCapture("mdns/get-answer"), port, address);
      if (asked === "_services.local") peer.send(readCapture("mdns/list-answer-2"), port, address);
    });
    const reading = registry();
    const [service] = await reading.getService("topic:interop.events");
    expect(service).toMatchObject({ version: "ff.http.broadcast", nodes: [{ port: 43701 }] });
    expect(await reading.listServices()).toContain("topic:interop.events");
  });

  it("reports one event for the three announcements of Go Micro", async () => {
    const peer = await Peer.open(5353);
    const watching = registry();
    const events = watching.watch({ service: "go.micro.srv.greeter" })[Symbol.asyncIterator]();
    await watching.getService("go.micro.srv.greeter");
    for (let i = 0; i < 3; i++) peer.send(readCapture("mdns/register-announcement"));
    peer.send(readCapture("mdns/deregister-goodbye"));
    const actions = [await events.next(), await events.next()].map(
      ({ value }) => (value as RegistryEvent).action,
    );
    expect(actions).toEqual(["create", "delete"]);
  });

  it("reports to a watcher what answers a lookup too late", async () => {
    const peer = await Peer.open(5353);
    const looking = registry({ timeoutMs: 30 });
    const events = looking.watch({ service: name })[Symbol.asyncIterator]();
    const question = peer.next((packet) => packet.questions?.[0]?.name === `${name}.local`);
    expect(await looking.getService(name)).toEqual([]);
    await question;
    peer.send(announcementPacket(nodeRecords(greeter("a"), "local")));
    expect((await events.next()).value).toMatchObject({ action: "create", service: { name } });
    expect(await looking.getService(name)).toEqual([greeter("a")]);
  });

  it("tells apart names that differ in case only", async () => {
    await registry().register(greeter("a"));
    expect(await registry().getService(name.toUpperCase())).toEqual([]);
  });

  it("finds many nodes of one service", async () => {
    const ids = Array.from({ length: 40 }, (_, i) => `node-${i}`);
    const registries = [registry(), registry(), registry()];
    for (const [i, id] of ids.entries()) await registries[i % 3]?.register(greeter(id));
    const [service] = await registry({ timeoutMs: 2_000 }).getService(name);
    expect(service?.nodes.map(({ id }) => id).sort()).toEqual(ids.sort());
  });

  it("says on which networks it could not ask, when there is none", async () => {
    const lonely = createMdnsRegistry({ interfaces: ["203.0.113.7"] });
    open.push(() => lonely.close());
    await expect(lonely.getService(name)).rejects.toMatchObject({
      code: 503,
      detail: "no network interface takes multicast packets: there is none",
    });
  });

  it("asks again while nothing answers", async () => {
    const peer = await Peer.open(5353);
    const looking = registry().getService(name);
    const asks = (packet: DecodedPacket): boolean => packet.questions?.[0]?.name === `${name}.local`;
    await peer.next(asks);
    await peer.next(asks);
    peer.send(announcementPacket(nodeRecords(greeter("a"), "local")));
    await looking;
  });

  it("does not keep a process alive that registered, watches and looked up", async () => {
    const script = `
      import { createMdnsRegistry } from "@ts-micro/framework";
      const registry = createMdnsRegistry({ interfaces: ["127.0.0.1"], timeoutMs: 20 });
      const nodes = [{ id: "a", address: "127.0.0.1", port: 80, metadata: {} }];
      await registry.register({ name: "${name}", version: "1", metadata: {}, endpoints: [], nodes }, { ttlMs: 90_000 });
      void registry.watch()[Symbol.asyncIterator]().next();
      console.log((await registry.getService("${name}")).length);
    `;
    const words = ["--input-type=module", "--eval", script];
    const { stdout } = await promisify(execFile)(process.execPath, words, {
      cwd: import.meta.dirname,
      timeout: 15_000,
    });
    expect(stdout).toBe("1\n");
  });

  it("stops waiting for answers when the caller does", async () => {
    const abort = new AbortController();
    const looking = registry({ timeoutMs: 60_000 }).getService(name, { signal: abort.signal });
    setImmediate(() => abort.abort(new Error("enough")));
    await expect(looking).rejects.toThrow("enough");
  });

  it("refuses a service whose address is no IP address", async () => {
    const wrong = { ...greeter("a"), nodes: [{ id: "a", address: "vm.example", port: 80, metadata: {} }] };
    await expect(registry().register(wrong)).rejects.toThrow('mdns expects an IP address, got "vm.example"');
  });

  it.each([
    [
      { timeoutMs: 0 },
      "registry option `timeoutMs` to be a number of milliseconds above 0, at most 2147483647, got `0`",
    ],
    [{ interfaces: ["eth0"] }, 'interfaces: expected IPv4 addresses like "127.0.0.1", got "eth0"'],
  ])("refuses the options %j", (options, message) => {
    expect(() => createMdnsRegistry(options)).toThrow(message);
  });
});
