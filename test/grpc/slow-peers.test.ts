import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:net";
import {
  createConnectProtocol,
  createGrpcProtocol,
  createHttpTransport,
  createSocketHttp2Engine,
  nodeHttp2Engine,
  type Service,
} from "@ts-micro/framework";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  encodeFrame,
  flags,
  frameTypes,
  preface,
  smallRequest,
} from "../../framework/src/testing/http2/raw-http2.js";
import { startGreeter } from "./greeter-service.js";
import { connectGreeter } from "./our-client.js";
import { mucpRequest, plainRequest } from "./raw-http.js";

const patienceMs = 300;
const connectOptions = { requestTimeoutMs: patienceMs, idleTimeoutMs: patienceMs };

let service: Service;
let port: number;
let bystander: ReturnType<typeof connectGreeter>;

const settings = encodeFrame({ type: frameTypes.settings });
const opened = encodeFrame({
  type: frameTypes.headers,
  flags: flags.none,
  stream: 1,
  payload: smallRequest,
});

/** What a client says at once, and what it then goes on with, a byte at a time. */
const clients: readonly (readonly [string, string | Buffer, string | Buffer])[] = [
  ["says nothing at all", "", ""],
  ["says half of something, and no more", "PO", ""],
  ["says slowly which protocol it speaks", "", plainRequest("a")],
  ["says slowly that it speaks HTTP/2", "", preface],
  ["says HTTP/2's preface, and no more", preface, ""],
  ["says HTTP/2's preface, and its settings slowly", preface, settings],
  ["sends a frame of HTTP/2 slowly", Buffer.concat([preface, settings]), opened],
  ["sends a header block of HTTP/2 without end", Buffer.concat([preface, settings, opened]), ""],
  [
    "sends the head of a message of Go Micro's slowly",
    mucpRequest("a").slice(0, 20),
    "X-Slow: and so on, and so on",
  ],
  ["sends the body of a message of Go Micro's slowly", mucpRequest("a").slice(0, -8), '"a'],
  ["sends the body of a plain request slowly", plainRequest("a").slice(0, -8), '"a'],
  ["sends no plain request after one", plainRequest("a"), ""],
  ["sends the second plain request slowly", plainRequest("a"), plainRequest("b").slice(0, 40)],
];

describe.each([
  ["on the socket", createSocketHttp2Engine()],
  ["of Node.js", nodeHttp2Engine],
])("a port with slow clients, with the HTTP/2 engine %s", (_, engine) => {
  beforeAll(async () => {
    const grpc = createGrpcProtocol({
      engine,
      requestTimeoutMs: patienceMs,
      keepAliveMs: patienceMs,
      keepAliveTimeoutMs: patienceMs,
      connect: connectOptions,
    });
    const protocols = [grpc, createConnectProtocol(connectOptions)];
    service = await startGreeter({
      transports: [createHttpTransport({ protocols, receiveTimeoutMs: patienceMs })],
    });
    port = Number(service.server.address?.split(":").at(-1));
    bystander = connectGreeter(port);
  });
  afterEach(async () => {
    expect(await bystander.hello({ name: "you" })).toEqual({ message: "Hello you" });
  });
  afterAll(async () => {
    await bystander.close();
    await service.close();
  });

  it.each(clients)("gives up one that %s", async (_, atOnce, slowly) => {
    const socket = connect({ host: "127.0.0.1", port, noDelay: true });
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("error", () => {}).resume();
    await once(socket, "connect");
    socket.write(atOnce);
    let at = 0;
    const timer = setInterval(() => {
      if (at < slowly.length) socket.write(slowly.slice(at, at + 1));
      at += 1;
    }, 100);
    await closed;
    clearInterval(timer);
  });

  it.each([
    ["a gRPC call", { "content-type": "application/grpc", te: "trailers" }, { "grpc-status": "4" }],
    ["a plain request", { "content-type": "application/json" }, { ":status": 408 }],
  ])(
    "gives up %s that comes slowly over HTTP/2, and nothing else of its connection",
    async (...[, head, answer]) => {
      const session = connectHttp2(`http://127.0.0.1:${port}`);
      const stream = session.request({ ":method": "POST", ":path": "/greeter.v1.Greeter/Hello", ...head });
      const heard: Record<string, unknown> = {};
      stream
        .on("response", (it) => Object.assign(heard, it))
        .on("trailers", (it) => Object.assign(heard, it));
      const timer = setInterval(() => stream.write("{"), 100);
      stream.resume().on("error", () => {});
      await once(stream, "close");
      clearInterval(timer);
      expect(heard).toMatchObject(answer);
      await new Promise((resolve) => session.ping(resolve));
      session.close();
    },
  );
});
