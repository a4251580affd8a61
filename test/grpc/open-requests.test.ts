import { once } from "node:events";
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from "node:http2";
import type { Service } from "@ts-micro/framework";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startGreeter } from "./greeter-service.js";

let service: Service;
let session: ClientHttp2Session;
beforeAll(async () => {
  service = await startGreeter();
  session = connect(`http://${service.server.address}`);
});
afterAll(async () => {
  session.close();
  await service.close();
});

const request = Buffer.from([0, 0, 0, 0, 3, 10, 1, 120]);

function watch(headers: Readonly<Record<string, string>> = {}): ClientHttp2Stream {
  return session.request({
    ":method": "POST",
    ":path": "/greeter.v1.Greeter/Watch",
    "content-type": "application/grpc",
    te: "trailers",
    ...headers,
  });
}

/** What is answered: the messages that have come by the end, and the status. */
async function answerOf(stream: ClientHttp2Stream): Promise<{ messages: string[]; status: unknown }> {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  const [trailers] = await once(stream, "trailers");
  await once(stream, "close");
  return { messages: Buffer.concat(chunks).toString().match(/x \d/g) ?? [], status: trailers["grpc-status"] };
}

it("a server stream of Go Micro's client begins at its request, since it never ends its side", async () => {
  const stream = watch({ "x-content-type": "application/grpc+proto" });
  stream.write(request);
  expect(await answerOf(stream)).toEqual({ messages: ["x 0", "x 1", "x 2"], status: "0" });
});

it("that of any other begins at its end, when there can be no second request", async () => {
  const stream = watch();
  stream.write(request);
  // The server has seen the request when it answers what was sent behind it.
  await new Promise<void>((resolve) => session.ping(() => resolve()));
  stream.end(request);
  const [headers] = await once(stream, "response");
  expect(headers["grpc-status"]).toBe("12");
});
