import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { createHttpTransport, type IncomingCall, type Node } from "@ts-micro/framework";
import { describe, expect, it, onTestFinished } from "vitest";
import { type ContractServer, Gate, TransportWorld } from "../../../testing/transport-world.js";

async function startNode(server: ContractServer) {
  const world = new TransportWorld(createHttpTransport());
  onTestFinished(() => world.close());
  const node = await world.listen(server);
  return { world, node };
}

/** Connects as a program that is not ours, and reads what it is answered. */
async function dial({ port }: Node): Promise<{ socket: Socket; received: () => string }> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  let received = "";
  socket
    .on("error", () => {})
    .on("data", (chunk: Buffer) => {
      received += chunk.toString("latin1");
    });
  await once(socket, "connect");
  return { socket, received: () => received };
}

/** A request of a Go client, or with `fields` one of ours. */
const request = (body: string, fields = "") =>
  `POST / HTTP/1.1\r\nHost: x\r\nMicro-Endpoint: Contract.unary\r\n${fields}Content-Length: ${body.length}\r\n\r\n${body}`;
const numbered = (id: number, body = "") =>
  request(body, `Micro-Pipelining: any-order\r\nMicro-Id: ${id}\r\n`);
const cancelled = (id: number) => request("", `Micro-Pipelining: cancel\r\nMicro-Id: ${id}\r\n`);

/** Calls that wait until they are given up. */
function createPolls() {
  let started = 0;
  let told = 0;
  const server: ContractServer = {
    unary(call, body) {
      if (body.length > 0) return body;
      started += 1;
      return new Promise((_, reject) => {
        call.signal.addEventListener("abort", () => {
          told += 1;
          reject(call.signal.reason);
        });
      });
    },
  };
  return { server, started: () => started, told: () => told };
}

describe("a connection whose calls are answered in any order", () => {
  it("hears that calls are given up, however many there are", async () => {
    const polls = createPolls();
    const { world, node } = await startNode(polls.server);
    const controller = new AbortController();
    const { signal } = controller;
    const calls = Array.from({ length: 1_100 }, () => world.call(node, { signal }, Buffer.alloc(0)));
    const ends = Promise.allSettled(calls);
    await expect.poll(polls.started).toBe(1_024);
    controller.abort();
    await ends;
    await expect.poll(polls.told).toBe(1_024);
    expect((await world.call(node)).body).toHaveLength(1);
    expect(polls.started()).toBe(1_024);
  });

  it("serves 128 calls at a time, the others in their turn", async () => {
    const mayAnswer = new Gate<void>();
    let running = 0;
    let most = 0;
    const { node } = await startNode({
      async unary(_, body) {
        running += 1;
        most = Math.max(most, running);
        await mayAnswer.opened;
        running -= 1;
        return body;
      },
    });
    const { socket, received } = await dial(node);
    for (let id = 0; id < 1_000; id += 1) socket.write(numbered(id, `<${id}>`));
    await expect.poll(() => most).toBe(128);
    socket.write(cancelled(999) + numbered(1_000, "<1000>"));
    mayAnswer.open();
    await expect.poll(() => received().match(/<\d+>/g)).toHaveLength(1_000);
    expect(received()).not.toContain("<999>");
    expect(most).toBe(128);
  });

  it("refuses calls when those that wait fill its memory", async () => {
    const { node } = await startNode({ unary: () => new Promise(() => {}) });
    const { socket, received } = await dial(node);
    const large = "x".repeat(100_000);
    for (let id = 0; id < 250; id += 1) socket.write(numbered(id, large));
    await expect.poll(received).toContain("Micro-Id: 249\r\n");
    expect(received()).toContain('"code":503,"detail":"too many calls wait on this connection"');
    expect(received()).not.toContain("Micro-Id: 150\r\n");
  });

  it("answers a call that is too long, also when others wait", async () => {
    const { node } = await startNode({ unary: () => new Promise(() => {}) });
    const { socket, received } = await dial(node);
    for (let id = 0; id < 200; id += 1) socket.write(numbered(id));
    socket.write(numbered(200, "x".repeat(5_000_000)));
    await expect.poll(received).toContain("Micro-Id: 200\r\n");
    expect(received()).toContain('"code":413');
  });

  it("ends when a number is used for two calls", async () => {
    const polls = createPolls();
    const { node } = await startNode(polls.server);
    const { socket, received } = await dial(node);
    socket.write(numbered(1).repeat(5_000));
    await once(socket, "end");
    expect(received()).toContain("Micro-Id 1 is in use");
    expect(polls.started()).toBe(1);
    expect(polls.told()).toBe(1);
  });
});

describe("a connection whose calls are answered in turn", () => {
  it("tells the handler when the caller closes it, as Go does when it has waited long enough", async () => {
    const called = new Gate<IncomingCall>();
    const { node } = await startNode({
      unary(call) {
        called.open(call);
        return new Promise(() => {});
      },
    });
    const { socket } = await dial(node);
    socket.write(request("x"));
    const { signal } = await called.opened;
    socket.destroy();
    if (!signal.aborted) await once(signal, "abort");
  });

  it("answers a caller who closed its half", async () => {
    const called = new Gate<void>();
    const mayAnswer = new Gate<void>();
    const { node } = await startNode({
      async unary() {
        called.open();
        await mayAnswer.opened;
        return Buffer.from("done");
      },
    });
    const { socket, received } = await dial(node);
    socket.end(request("x"));
    await called.opened;
    await expect.poll(received).toContain("HTTP/1.1 100 Continue\r\n\r\n");
    mayAnswer.open();
    await once(socket, "end");
    expect(received()).toMatch(/HTTP\/1\.1 200 OK\r\n.*\r\n\r\ndone$/s);
  });
});

describe("a listener that closes", () => {
  it("serves the request that is on its way", async () => {
    const { world, node } = await startNode({ unary: (_, body) => body });
    const { socket, received } = await dial(node);
    socket.write(request("first"));
    await expect.poll(received).toContain("first");
    const closed = world.closeListeners();
    socket.write(request("second"));
    await closed;
    expect(received()).toMatch(/\r\nConnection: close\r\n\r\nsecond$/);
  });

  it.each([
    ["any order", (node: Node) => node],
    ["turn", ({ metadata: _, ...node }: Node) => ({ ...node, metadata: { protocol: "mucp" } })],
  ])("loses no call of our clients that are answered in %s", async (_, asPeer) => {
    const [first, second] = [await startNode({ unary: (_, body) => body }), await startNode({})];
    const transport = createHttpTransport();
    onTestFinished(() => transport.close());
    const world = new TransportWorld(transport);
    let node = asPeer(first.node);
    let served = 0;
    let isDone = false;
    const callers = Array.from({ length: 32 }, async () => {
      while (!isDone) {
        await world.call(node);
        served += 1;
      }
    });
    await expect.poll(() => served).toBeGreaterThan(100);
    // As when the registry says so: just before the listener closes.
    node = asPeer(second.node);
    await first.world.closeListeners();
    isDone = true;
    await Promise.all(callers);
  });
});
