import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createGrpcTransport } from "@ts-micro/framework";
import { afterEach, describe, expect, it } from "vitest";
import { RawHttp2 } from "../../framework/src/testing/http2/raw-http2.js";
import { portOf, startGreeter } from "./greeter-service.js";
import { connectGreeter } from "./our-client.js";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close();
});

function keep<T extends { close(): unknown }>(it: T): T {
  open.push(it);
  return it;
}

const long = { name: "x".repeat(2_000) };

describe("a message over its limit", () => {
  it("is not taken by a server", async () => {
    const service = keep(
      await startGreeter({ transports: [createGrpcTransport({ server: { maxReceiveBytes: 1_000 } })] }),
    );
    const client = keep(connectGreeter(portOf(service)));
    await expect(client.hello(long)).rejects.toMatchObject({ grpc: { code: 8 } });
    expect(await client.hello({ name: "you" })).toEqual({ message: "Hello you" });
  });

  it("is not sent by a server", async () => {
    const service = keep(
      await startGreeter({ transports: [createGrpcTransport({ server: { maxSendBytes: 1_000 } })] }),
    );
    const client = keep(connectGreeter(portOf(service)));
    await expect(client.hello(long)).rejects.toMatchObject({ grpc: { code: 8 } });
  });

  it("is not taken by a client", async () => {
    const service = keep(await startGreeter());
    const client = keep(connectGreeter(portOf(service), {}, { client: { maxReceiveBytes: 1_000 } }));
    await expect(client.hello(long)).rejects.toMatchObject({ grpc: { code: 8 } });
    expect(await client.hello({ name: "you" })).toEqual({ message: "Hello you" });
  });

  it("is not sent by a client", async () => {
    const service = keep(await startGreeter());
    const client = keep(connectGreeter(portOf(service), {}, { client: { maxSendBytes: 1_000 } }));
    await expect(client.hello(long)).rejects.toMatchObject({ grpc: { code: 8 } });
  });

  it("is not unpacked by a server, when it is a small one that stands for a large one", async () => {
    const server = { maxReceiveBytes: 10_000 };
    const service = keep(await startGreeter({ transports: [createGrpcTransport({ server })] }));
    const client = keep(connectGreeter(portOf(service), {}, { client: { compress: true } }));
    await expect(client.hello({ name: "x".repeat(1_000_000) })).rejects.toMatchObject({ grpc: { code: 8 } });
  });
});

describe("calls beyond what a server takes at once", () => {
  it("go over further connections, and then wait", async () => {
    const server = { http2: { maxConcurrentStreams: 2 } };
    const service = keep(await startGreeter({ transports: [createGrpcTransport({ server })] }));
    const client = keep(connectGreeter(portOf(service), {}, { client: { maxConnections: 3 } }));
    const calls = Array.from({ length: 50 }, (_, at) => client.hello({ name: `${at}` }));
    expect((await Promise.all(calls)).map((it) => it.message)).toEqual(calls.map((_, at) => `Hello ${at}`));
  });
});

describe("a server that goes away", () => {
  it("lets calls finish that it has begun, and new ones go elsewhere", async () => {
    const first = keep(await startGreeter({ drainTimeoutMs: 5_000, transports: [createGrpcTransport()] }));
    const port = portOf(first);
    const client = keep(connectGreeter(port));
    const chat = client.chat();
    await chat.send({ name: "a" });
    const replies = chat[Symbol.asyncIterator]();
    expect((await replies.next()).value).toMatchObject({ message: "Hi a" });
    const closed = first.close();
    await chat.send({ name: "b" });
    expect((await replies.next()).value).toMatchObject({ message: "Hi b" });
    await chat.closeSend();
    expect((await replies.next()).done).toBe(true);
    await closed;
    keep(await startGreeter({ address: `127.0.0.1:${port}`, transports: [createGrpcTransport()] }));
    expect(await client.hello({ name: "you" })).toEqual({ message: "Hello you" });
  });

  it("without a word is noticed by a client that asks", async () => {
    const sockets: Socket[] = [];
    // It says that it speaks HTTP/2, and nothing any more.
    const mute = createServer((socket) => {
      sockets.push(socket);
      RawHttp2.accept(socket);
      socket.pause();
    });
    mute.listen(0, "127.0.0.1");
    await once(mute, "listening");
    keep({ close: () => mute.close() && sockets.map((it) => it.destroy()) });
    const client = keep(
      connectGreeter(
        (mute.address() as AddressInfo).port,
        { timeoutMs: 30_000 },
        { client: { keepAliveMs: 100, keepAliveTimeoutMs: 100 } },
      ),
    );
    await expect(client.hello({ name: "you" })).rejects.toMatchObject({ code: 503 });
  });
});
