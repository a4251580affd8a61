import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from "node:http2";
import { connect as connectTcp } from "node:net";
import {
  createGrpcTransport,
  createSocketHttp2Engine,
  nodeHttp2Engine,
  type Service,
} from "@ts-micro/framework";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startGreeter } from "./greeter-service.js";
import { connectGreeter } from "./our-client.js";

const hello = {
  ":method": "POST",
  ":path": "/greeter.v1.Greeter/Hello",
  "content-type": "application/grpc",
  te: "trailers",
};
/** A request that says `name: "x"`. */
const frame = Buffer.from([0, 0, 0, 0, 3, 10, 1, 120]);

let service: Service;
let bystander: ReturnType<typeof connectGreeter>;

describe.each([
  ["on the socket", createSocketHttp2Engine()],
  ["of Node.js", nodeHttp2Engine],
])("a gRPC server under abuse, with the engine %s", (_, engine) => {
  beforeAll(async () => {
    const server = { engine, requestTimeoutMs: 300, http2: { maxConcurrentStreams: 100 } };
    service = await startGreeter({ transports: [createGrpcTransport({ server })] });
    bystander = connectGreeter(Number(service.server.address?.split(":").at(-1)));
  });
  afterAll(async () => {
    await bystander.close();
    await service.close();
  });

  it("ends a connection that opens and resets streams without end, and no other", async () => {
    const client = await open();
    const before = process.memoryUsage().rss;
    const closed = new Promise((resolve) => client.once("close", resolve));
    for (let at = 0; at < 10_000 && !client.closed && !client.destroyed; at += 1) {
      quiet(client.request(hello, { endStream: false })).close(constants.NGHTTP2_CANCEL);
      if (at % 100 === 0) await new Promise(setImmediate);
    }
    await closed;
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 2 ** 20);
    await expectServed();
  });

  it("takes a message byte by byte", async () => {
    const client = await open();
    const stream = client.request(hello);
    const answered = answer(stream);
    for (const byte of frame) {
      stream.write(Buffer.from([byte]));
      await new Promise(setImmediate);
    }
    stream.end();
    expect(await answered).toMatchObject({ status: "0" });
    client.close();
  });

  it("refuses a message that says it is a gigabyte, without waiting for it", async () => {
    const client = await open();
    const stream = client.request(hello);
    const answered = answer(stream);
    stream.write(Buffer.from([0, 0x40, 0, 0, 0, 1, 2, 3]));
    expect(await answered).toMatchObject({ status: "8" });
    client.destroy();
    await expectServed();
  });

  it("refuses headers beyond measure", async () => {
    const client = await open();
    const bomb = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`x-${at}`, "x".repeat(4_000)]));
    const stream = quiet(client.request({ ...hello, ...bomb }));
    const code = new Promise((resolve) => stream.once("close", () => resolve(stream.rstCode)));
    stream.end(frame);
    expect(await code).not.toBe(constants.NGHTTP2_NO_ERROR);
    client.destroy();
    await expectServed();
  });

  it("gives up streams that were opened and left", async () => {
    const client = await open();
    const streams = Array.from({ length: 100 }, () => client.request(hello, { endStream: false }));
    const statuses = await Promise.all(streams.map((it) => answer(it)));
    expect(new Set(statuses.map((it) => it.status))).toEqual(new Set(["4"]));
    client.destroy();
    await expectServed();
  });

  it("serves others while a connection says half a preface", async () => {
    const socket = connectTcp(Number(service.server.address?.split(":").at(-1)), "127.0.0.1");
    socket.write("PRI * HTTP/2.0\r\n");
    await expectServed();
    socket.destroy();
  });

  it("closes a connection whose bytes are no HTTP/2 behind the preface", async () => {
    const socket = connectTcp(Number(service.server.address?.split(":").at(-1)), "127.0.0.1");
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("error", () => {}).resume();
    socket.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    socket.write(Buffer.alloc(1_000, 0xff));
    await closed;
    await expectServed();
  });
});

async function expectServed(): Promise<void> {
  expect(await bystander.hello({ name: "you" })).toEqual({ message: "Hello you" });
}

function open(): Promise<ClientHttp2Session> {
  return new Promise((resolve) => {
    const client = connect(`http://${service.server.address}`);
    client.on("error", () => {});
    client.once("remoteSettings", () => resolve(client));
  });
}

/** What became of a stream does not matter here. */
function quiet(stream: ClientHttp2Stream): ClientHttp2Stream {
  return stream.on("error", () => {}).resume();
}

function answer(stream: ClientHttp2Stream): Promise<{ status: string | undefined }> {
  return new Promise((resolve) => {
    const settle = (headers: Record<string, unknown>): void => {
      if (headers["grpc-status"] !== undefined) resolve({ status: String(headers["grpc-status"]) });
    };
    quiet(stream).on("response", settle).on("trailers", settle);
    stream.on("close", () => resolve({ status: undefined }));
  });
}
