import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import {
  createHttpTransport,
  createMemoryRegistry,
  createService,
  type HttpTransportOptions,
  isConnectError,
  silentLogger,
} from "@ts-micro/framework";
import { describe, expect, it, onTestFinished } from "vitest";
import { createGreeterClient, type GreeterClient } from "../../../../test/gen/greeter.micro.js";

const reply = "HTTP/1.1 200 OK\r\nContent-Type: application/protobuf\r\nContent-Length: 4\r\n\r\n\n\u0002hi";

interface Peer {
  readonly greeter: GreeterClient;
  /** The connections that are open now. */
  readonly connections: ReadonlySet<Socket>;
  /** How many there have been. */
  readonly dialled: () => number;
  /** From here on calls wait for their reply, until they are let go. */
  hold(): () => void;
}

/** A server that answers one call at a time on each connection, as Go Micro 1.0 does, and a client of it. */
async function startPeer(options: HttpTransportOptions = {}): Promise<Peer> {
  const connections = new Set<Socket>();
  let dialled = 0;
  let held: Promise<void> | undefined;
  const server = createServer((socket) => {
    dialled += 1;
    connections.add(socket.on("close", () => connections.delete(socket)).on("error", () => {}));
    socket.on("data", async () => {
      await held;
      socket.write(reply);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const transport = createHttpTransport(options);
  const service = createService({
    name: "caller",
    registry: createMemoryRegistry(),
    transports: [transport],
    logger: silentLogger,
    callOptions: { retries: 0, address: `127.0.0.1:${(server.address() as AddressInfo).port}` },
    args: [],
    env: {},
  });
  onTestFinished(async () => {
    await service.close();
    await transport.close();
    server.close();
  });
  return {
    greeter: createGreeterClient(service.client, { service: "greeter" }),
    connections,
    dialled: () => dialled,
    hold() {
      let letGo = (): void => {};
      held = new Promise((resolve) => {
        letGo = resolve;
      });
      return letGo;
    },
  };
}

describe("the connections of a client", () => {
  it("are used again, one call after the other", async () => {
    const { greeter, dialled } = await startPeer();
    for (let i = 0; i < 5; i++) await greeter.hello({});
    expect(dialled()).toBe(1);
  });

  it("are kept up to the size of the pool", async () => {
    const { greeter, connections, hold } = await startPeer({ poolSize: 2 });
    const letGo = hold();
    const calls = Array.from({ length: 5 }, () => greeter.hello({}));
    await expect.poll(() => connections.size).toBe(5);
    letGo();
    await Promise.all(calls);
    await expect.poll(() => connections.size).toBe(2);
  });

  it("are closed when no call used them for long", async () => {
    const { greeter, connections, dialled } = await startPeer({ poolTtlMs: 40 });
    await greeter.hello({});
    expect(dialled()).toBe(1);
    await expect.poll(() => connections.size).toBe(0);
  });

  it("are not used when their server has closed them: no call fails by it", async () => {
    const { greeter, connections, dialled } = await startPeer();
    await greeter.hello({});
    for (const socket of connections) socket.end();
    await expect.poll(() => connections.size).toBe(0);
    expect(await greeter.hello({})).toEqual({ message: "hi" });
    expect(dialled()).toBe(2);
  });

  it("are dialled again when all were closed, and calls on them end at their deadline", async () => {
    const { greeter, connections, dialled, hold } = await startPeer({ poolTtlMs: 20 });
    for (let i = 1; i <= 3; i++) {
      await greeter.hello({});
      expect(dialled()).toBe(i);
      await expect.poll(() => connections.size).toBe(0);
    }
    const letGo = hold();
    await expect(greeter.hello({}, { timeoutMs: 30 })).rejects.toMatchObject({ code: 408 });
    letGo();
  });

  it("are given up when nobody answers in time", async () => {
    // A client of TLS is connected when its server has shaken hands, and this one never does.
    const { greeter, hold } = await startPeer({ tls: { client: {} } });
    const letGo = hold();
    const error = await greeter.hello({}, { dialTimeoutMs: 30 }).catch((thrown) => thrown);
    letGo();
    expect(error.detail).toMatch(/^connection error: 127\.0\.0\.1:\d+: no connection within 30 ms$/);
    expect(isConnectError(error)).toBe(true);
  });

  it("are waited for without limit, if that is wanted", async () => {
    const { greeter, hold } = await startPeer({ tls: { client: {} } });
    const letGo = hold();
    const endless = { dialTimeoutMs: Number.POSITIVE_INFINITY, timeoutMs: 30 };
    await expect(greeter.hello({}, endless)).rejects.toMatchObject({ code: 408 });
    letGo();
  });

  it("are looked at after a pause, and calls can be given up meanwhile", async () => {
    const { greeter, hold } = await startPeer();
    await greeter.hello({});
    await delay(1_100);
    const letGo = hold();
    const controller = new AbortController();
    const aborted = greeter.hello({}, { signal: controller.signal });
    controller.abort();
    await expect(aborted).rejects.toMatchObject({ code: 499 });
    const late = greeter.hello({}, { timeoutMs: 5 });
    // The deadline passes before the event loop has read.
    for (const start = Date.now(); Date.now() - start < 20; );
    await expect(late).rejects.toMatchObject({ code: 408 });
    letGo();
    expect(await greeter.hello({})).toEqual({ message: "hi" });
  });

  it.each([
    [{ poolSize: 0 }, "poolSize must be a whole number of at least 1, got 0"],
    [{ poolTtlMs: 0.5 }, "poolTtlMs must be a whole number of at least 1, got 0.5"],
    [{ maxBodyBytes: -1 }, "maxBodyBytes must be a whole number of at least 0, got -1"],
  ])("refuse the options %o", (options, message) => {
    expect(() => createHttpTransport(options)).toThrow(message);
  });
});
