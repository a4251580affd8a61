import { once } from "node:events";
import { createServer, type Http2Server, type ServerHttp2Session } from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import { createSocketHttp2Engine, nodeHttp2Engine } from "@ts-micro/framework";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { encodeFrame, frameTypes } from "../../framework/src/testing/http2/raw-http2.js";
import { connectGreeter } from "./our-client.js";

describe.each([
  ["on the socket", createSocketHttp2Engine()],
  ["of Node.js", nodeHttp2Engine],
])("a client whose server takes no more calls, with the HTTP/2 engine %s", (_, engine) => {
  let server: Http2Server;
  beforeEach(async () => {
    server = createServer();
    server.on("stream", (stream) => {
      stream.on("error", () => {});
      stream.respond({ ":status": 200, "content-type": "application/grpc" });
    });
    // A client that closes gives its connections up.
    server.on("session", (it) => it.on("error", () => {}));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterEach(() => server.close());

  it("ends calls that are open on that connection when it is closed", async () => {
    const { port } = server.address() as AddressInfo;
    const client = connectGreeter(port, { timeoutMs: 20_000 }, { client: { engine } });
    const session = once(server, "session") as Promise<[ServerHttp2Session]>;
    const replies = client.watch({ name: "open" })[Symbol.asyncIterator]();
    const next = replies.next();
    await once(server, "stream");
    const [connection] = await session;
    connection.goaway();
    await new Promise((resolve) => connection.ping(resolve));
    await client.close();
    await expect(next).rejects.toThrow(/connection/);
  });

  it("opens another when the server said so at once", async () => {
    const settings = encodeFrame({ type: frameTypes.settings });
    const goAway = encodeFrame({ type: frameTypes.goAway, payload: Buffer.alloc(8) });
    const { port } = server.address() as AddressInfo;
    const accept = server.listeners("connection")[0] as (socket: Socket) => void;
    server.off("connection", accept);
    server.once("connection", (socket: Socket) => {
      socket.on("error", () => {}).resume();
      socket.write(Buffer.concat([settings, goAway]));
      server.on("connection", accept);
    });
    const client = connectGreeter(port, {}, { client: { engine, maxConnections: 1 } });
    await expect(client.hello({ name: "first" }, { timeoutMs: 500 })).rejects.toThrow();
    const second = client.hello({ name: "second" });
    const failed = expect(second).rejects.toThrow(/connection/);
    await once(server, "stream");
    await client.close();
    await failed;
  });
});
