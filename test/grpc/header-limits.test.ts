import { connect } from "node:http2";
import {
  createGrpcTransport,
  createSocketHttp2Engine,
  type Http2Engine,
  nodeHttp2Engine,
  notFound,
} from "@ts-micro/framework";
import { afterEach, describe, expect, it } from "vitest";
import { type GreeterHandler, registerGreeterHandler } from "../../framework/test/gen/greeter.micro.js";
import { createGreeterService, portOf, startGreeter } from "./greeter-service.js";
import { connectGreeter } from "./our-client.js";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close();
});

function keep<T extends { close(): unknown }>(it: T): T {
  open.push(it);
  return it;
}

async function firstOf<T>(stream: AsyncIterable<T>): Promise<T | undefined> {
  for await (const message of stream) return message;
  return undefined;
}

const long = "x".repeat(2_000);
const http2 = { maxHeaderListBytes: 1_000 };

/** Says more around its messages than a client of 1,000 bytes takes. */
const verbose: GreeterHandler = {
  async hello({ name }, context) {
    if (name === "header") context.header.set("x-long", long);
    if (name === "trailer") context.trailer.set("x-long", long);
    if (name === "error") throw notFound("greeter", long);
    return { message: `Hello ${name}` };
  },
  async *watch({ name }, context) {
    if (name === "header") context.header.set("x-long", long);
    yield { message: "Hello" };
    if (name === "error") throw notFound("greeter", long);
  },
  collect: () => ({}),
  async *chat() {},
};

describe.each<[string, Http2Engine]>([
  ["of our own", createSocketHttp2Engine()],
  ["of Node.js", nodeHttp2Engine],
])("metadata over the limit of the other end, with the engine %s", (_, engine) => {
  const startVerbose = async () => {
    const service = keep(createGreeterService({ transports: [createGrpcTransport({ server: { engine } })] }));
    registerGreeterHandler(service.server, verbose);
    await service.start();
    return service;
  };

  it("is not sent by a client, whose connection goes on", async () => {
    const transport = createGrpcTransport({ server: { http2, engine } });
    const service = keep(await startGreeter({ transports: [transport] }));
    const client = keep(connectGreeter(portOf(service), {}, { client: { engine } }));
    const metadata = { "x-long": long };
    const refused = {
      code: 429,
      detail: expect.stringMatching(
        /^the header of the request takes 2\d\d\d bytes, and the other end takes 1000$/,
      ),
    };
    await expect(client.hello({ name: "you" }, { metadata })).rejects.toMatchObject(refused);
    await expect(firstOf(client.watch({ name: "you" }, { metadata }))).rejects.toMatchObject(refused);
    expect(await client.hello({ name: "you" })).toEqual({ message: "Hello you" });
  });

  it.each(["header", "trailer"])("is not sent as %s by a server, which says so instead", async (name) => {
    const client = keep(connectGreeter(portOf(await startVerbose()), {}, { client: { http2, engine } }));
    await expect(client.hello({ name })).rejects.toMatchObject({
      code: 429,
      detail: expect.stringContaining(`the ${name} of the reply takes`),
    });
    expect(await client.hello({ name: "you" })).toEqual({ message: "Hello you" });
  });

  it("fails a stream as well", async () => {
    const client = keep(connectGreeter(portOf(await startVerbose()), {}, { client: { http2, engine } }));
    await expect(firstOf(client.watch({ name: "header" }))).rejects.toMatchObject({ code: 429 });
  });

  it("leaves an error its code", async () => {
    const client = keep(connectGreeter(portOf(await startVerbose()), {}, { client: { http2, engine } }));
    await expect(client.hello({ name: "error" })).rejects.toMatchObject({ code: 404, grpc: { code: 5 } });
    const replies = client.watch({ name: "error" })[Symbol.asyncIterator]();
    expect(await replies.next()).toMatchObject({ value: { message: "Hello" } });
    await expect(replies.next()).rejects.toMatchObject({ code: 404, grpc: { code: 5 } });
  });

  it("is not sent to a client of plain HTTP either", async () => {
    const port = portOf(await startVerbose());
    const session = keep(connect(`http://127.0.0.1:${port}`, { settings: { maxHeaderListSize: 1_000 } }));
    const stream = session.request({
      ":method": "POST",
      ":path": "/greeter.v1.Greeter/Hello",
      "content-type": "application/json",
    });
    stream.end('{"name":"header"}');
    let body = "";
    for await (const chunk of stream.setEncoding("utf8")) body += chunk;
    expect(JSON.parse(body)).toMatchObject({
      code: "resource_exhausted",
      message: expect.stringContaining("the header of the reply takes"),
    });
  });
});
