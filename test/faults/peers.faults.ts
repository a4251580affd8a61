import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import {
  createHttpTransport,
  createMemoryRegistry,
  createService,
  type Service,
  silentLogger,
} from "@ts-micro/framework";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  createGreeterClient,
  type GreeterClient,
  registerGreeterHandler,
} from "../../framework/test/gen/greeter.micro.js";
import { createRandom, mutate } from "./random.js";
import { scale } from "./scale.js";

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Target {
  readonly service: Service;
  readonly greeter: GreeterClient;
  /** Opens a bare connection to the service. */
  dial(): Promise<Socket>;
  /** How many messages the handler of the stream has given away. */
  readonly yielded: () => number;
}

async function startTarget(): Promise<Target> {
  let yielded = 0;
  const transport = createHttpTransport({ receiveTimeoutMs: 500 });
  const service = createService({
    name: "greeter",
    address: "127.0.0.1:0",
    registry: createMemoryRegistry(),
    transports: [transport],
    logger: silentLogger,
    args: [],
    env: {},
  });
  const handler = {
    hello: ({ name }: { name: string }) => ({ message: `Hello ${name}` }),
    async *watch() {
      for (;;) {
        yielded += 1;
        yield { message: "x".repeat(1000) };
      }
    },
  };
  registerGreeterHandler(service.server, handler, { partial: true });
  await service.start();
  onTestFinished(async () => {
    await service.close();
    await transport.close();
  });
  const [host = "", port] = (service.server.address ?? "").split(":");
  return {
    service,
    greeter: createGreeterClient(service.client, { service: "greeter" }),
    yielded: () => yielded,
    async dial() {
      const socket = connect(Number(port), host);
      socket.on("error", () => {});
      onTestFinished(() => void socket.destroy());
      await once(socket, "connect");
      return socket;
    },
  };
}

const head = (endpoint: string, more = "") =>
  `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/protobuf\r\nMicro-Endpoint: ${endpoint}\r\n${more}`;
const hello = `${head("Greeter.Hello", "Content-Length: 6\r\n")}\r\n\n\u0004John`;

/** Resolves when the connection is over, whether it was closed or reset. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => void socket.once("close", () => resolve()));
}

/** Everything that comes until the peer closes. */
async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  await closed(socket);
  return Buffer.concat(chunks).toString("latin1");
}

async function openIdleConnections({ service }: Target, count: number): Promise<void> {
  const port = service.server.address?.split(":").at(-1) ?? "";
  const program = new URL("idle-connections.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, ["--import", "tsx", program, port, String(count)]);
  onTestFinished(() => void child.kill());
  await once(child.stdout, "data");
}

async function stillServes({ greeter }: Target): Promise<void> {
  expect(await greeter.hello({ name: "John" })).toEqual({ message: "Hello John" });
}

describe("a server", () => {
  const idle = scale({ short: 1_000, full: 10_000 });
  it(`serves on beside ${idle} idle connections, at some kilobytes each`, async () => {
    const target = await startTarget();
    await stillServes(target);
    const before = process.memoryUsage().rss;
    await openIdleConnections(target, idle);
    await stillServes(target);
    const bytesEach = (process.memoryUsage().rss - before) / idle;
    console.log(`${idle} idle connections, ${Math.round(bytesEach)} bytes each`);
    expect(bytesEach).toBeLessThan(20_000);
  });

  it("closes a connection on which a message comes byte by byte", async () => {
    const target = await startTarget();
    const socket = await target.dial();
    socket.resume();
    let sent = 0;
    const drip = setInterval(() => socket.write(hello[sent++ % hello.length] ?? ""), 50);
    await closed(socket);
    clearInterval(drip);
    expect(sent).toBeLessThan(hello.length);
    await stillServes(target);
  });

  it("answers a caller who has closed its half of the connection", async () => {
    const socket = await (await startTarget()).dial();
    socket.end(hello, "latin1");
    expect(await readAll(socket)).toContain("Hello John");
  });

  it("lets a slow reader wait, and keeps little for it", async () => {
    const target = await startTarget();
    const socket = await target.dial();
    socket.pause();
    const opening = `${head("Greeter.Watch", "Content-Length: 0\r\n")}\r\n`;
    socket.write(opening + opening);
    await expect.poll(target.yielded).toBeGreaterThan(10);
    let before = -1;
    await expect
      .poll(
        async () => {
          await wait(300);
          const stands = target.yielded() === before;
          before = target.yielded();
          return stands;
        },
        { timeout: 30_000 },
      )
      .toBe(true);
    // A kilobyte each: what two kernels and the server keep is some megabytes at most.
    expect(target.yielded()).toBeLessThan(30_000);
    await stillServes(target);
  });

  it.each([
    ["a header", `${head("Greeter.Hello", `X-Long: ${"x".repeat(2_000_000)}\r\nContent-Length: 0\r\n`)}\r\n`],
    ["a body", `${head("Greeter.Hello", "Content-Length: 100000000\r\n")}\r\n${"x".repeat(100_000)}`],
    ["a chunk", `${head("Greeter.Hello", "Transfer-Encoding: chunked\r\n")}\r\nfffffff\r\n`],
  ])("refuses %s that is much too long, and closes", async (_, request) => {
    const target = await startTarget();
    const socket = await target.dial();
    socket.write(request);
    expect(await readAll(socket)).not.toContain("Hello");
    await stillServes(target);
  });

  it("answers what is whole, and closes at the garbage behind it", async () => {
    const target = await startTarget();
    const socket = await target.dial();
    socket.write(`${hello}${hello}\u0000\u0001 garbage \r\n\r\n\r\n`, "latin1");
    expect((await readAll(socket)).match(/Hello John/g)).toHaveLength(2);
    await stillServes(target);
  });

  const count = scale({ short: 300, full: 10_000 });
  it(`survives ${count} damaged requests`, async () => {
    const target = await startTarget();
    const random = createRandom(3);
    for (let i = 0; i < count; i += 1) {
      const socket = await target.dial();
      socket.resume();
      socket.end(mutate(Buffer.from(hello + hello, "latin1"), random));
      await closed(socket);
    }
    await stillServes(target);
  });
});

/** A server that does with each connection what it is told. */
async function startPeer(behave: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const peer: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    behave(socket);
  });
  peer.listen(0, "127.0.0.1");
  await once(peer, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    peer.close();
  });
  const address = peer.address();
  return typeof address === "object" && address !== null ? `127.0.0.1:${address.port}` : "";
}

describe("a client", () => {
  const reply = "HTTP/1.1 200 OK\r\nContent-Type: application/protobuf\r\n";
  it.each<[string, number, (socket: Socket) => void]>([
    ["never answers", 408, (socket) => socket.resume()],
    ["closes at once", 503, (socket) => socket.destroy()],
    ["closes after the question", 503, (socket) => socket.once("data", () => socket.end())],
    ["closes within the answer", 500, (socket) => socket.once("data", () => socket.end("HTTP/1.1 200 O"))],
    ["answers with garbage", 500, (socket) => socket.once("data", () => socket.write("garbage\r\n\r\n"))],
    [
      "answers without end",
      500,
      (socket) =>
        socket.once("data", () => {
          socket.write(`${reply}Content-Length: 999999999\r\n\r\n`);
        }),
    ],
    [
      "answers byte by byte",
      408,
      (socket) => {
        let sent = 0;
        const drip = setInterval(() => socket.write(reply[sent++ % reply.length] ?? ""), 20);
        socket.resume().once("close", () => clearInterval(drip));
      },
    ],
    [
      "answers with another message",
      500,
      (socket) => socket.once("data", () => socket.write(`${reply}Content-Length: 2\r\n\r\n\u000a\u007f`)),
    ],
  ])("gives up a peer that %s, with %i", async (_, code, behave) => {
    const { greeter } = await startTarget();
    const options = { address: await startPeer(behave), timeoutMs: 500, retries: 0 };
    await expect(greeter.hello({ name: "John" }, options)).rejects.toMatchObject({ code });
  });

  it("gets its own replies only, however many calls are given up", async () => {
    const { greeter } = await startTarget();
    let mixedUp = 0;
    const call = async (id: number): Promise<void> => {
      const controller = new AbortController();
      if (id % 3 === 0) setImmediate(() => controller.abort());
      const answer = greeter.hello({ name: String(id) }, { signal: controller.signal });
      const message = await answer.then((it) => it.message).catch(() => undefined);
      if (message !== undefined && message !== `Hello ${id}`) mixedUp += 1;
    };
    const rounds = scale({ short: 50, full: 5_000 });
    for (let round = 0; round < rounds; round += 1) {
      await Promise.all(Array.from({ length: 100 }, (_, i) => call(round * 100 + i)));
    }
    expect(mixedUp).toBe(0);
  });
});
