import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import {
  createHttpTransport,
  createMemoryRegistry,
  createService,
  MicroError,
  silentLogger,
} from "@ts-micro/framework";
import { describe, expect, it, onTestFinished } from "vitest";
import { createGreeterClient, type GreeterClient } from "./captures/gen/greeter.micro.js";

/*
 * Capture 19 shows what a Go Micro 1.0 client makes of replies that no Go server writes. This client makes the same of
 * them, or more: where a status says what went wrong and Go says 500, the text is the same.
 */

const protobuf = "Content-Type: application/protobuf\r\n";
const json = "Content-Type: application/json\r\n";
const hi = "\n\u0002hi";
const ok = (fields: string, body: string) =>
  `HTTP/1.1 200 OK\r\n${fields}Content-Length: ${Buffer.byteLength(body, "latin1")}\r\n\r\n${body}`;
const status = (line: string, body: string) =>
  `HTTP/1.1 ${line}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const utf8 = (text: string) => Buffer.from(text).toString("latin1");
const notFound = '{"id":"x","code":404,"detail":"d","status":"Not Found"}';

/** A client of a server that answers every request with the same bytes. */
async function clientOf(reply: string): Promise<GreeterClient> {
  const server = createServer((socket) => {
    socket.on("data", () => socket.write(reply, "latin1")).on("error", () => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const service = createService({
    name: "interop.client",
    registry: createMemoryRegistry(),
    transports: [createHttpTransport()],
    logger: silentLogger,
    callOptions: { retries: 0 },
    args: [],
    env: {},
  });
  onTestFinished(async () => {
    await service.close();
    server.close();
  });
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return createGreeterClient(service.client, { service: "interop.greeter", address });
}

describe("a reply that a Go client understands", () => {
  it.each([
    ["lower-case header fields, no content type", ok("micro-id: 0\r\n", hi)],
    [
      "a chunked body",
      `HTTP/1.1 200 OK\r\n${protobuf}Transfer-Encoding: chunked\r\n\r\n4\r\n${hi}\r\n0\r\n\r\n`,
    ],
    ["Connection: close", ok(`${protobuf}Connection: close\r\n`, hi)],
    ["Connection: keep-alive and a date", ok(`${protobuf}Connection: keep-alive\r\nDate: now\r\n`, hi)],
  ])("is understood: %s", async (_, reply) => {
    const greeter = await clientOf(reply);
    for (let i = 0; i < 3; i++) expect(await greeter.hello({})).toEqual({ msg: "hi" });
  });

  it("is understood: an empty body", async () => {
    expect(await (await clientOf(ok(protobuf, ""))).hello({})).toEqual({ msg: "" });
    expect(await (await clientOf(ok(json, ""))).hello({}, { contentType: "application/json" })).toEqual({
      msg: "",
    });
  });

  it.each([
    ["without a newline", '{"text":"t","big":5}'],
    ["with unknown and null fields", '{"text":"t","big":5,"nope":[1],"inner":null}'],
    ["with int64 as a string, which Go refuses", '{"text":"t","big":"5"}'],
    ["in proto3's names", '{"text":"t","big":5,"snakeCaseName":""}'],
  ])("is understood: JSON %s", async (_, body) => {
    const greeter = await clientOf(ok(json, body));
    const reply = await greeter.echo({}, { contentType: "application/json" });
    expect(reply).toMatchObject({ text: "t", big: 5n });
  });
});

describe("an error that a Go client understands", () => {
  it.each<[string, string, object]>([
    [
      "a status with a text",
      status("500 Internal Server Error", "went wrong"),
      { id: "go.micro.client.transport", code: 500, detail: "500 Internal Server Error: went wrong" },
    ],
    [
      "a status with an error's JSON",
      status("404 Not Found", notFound),
      { code: 500, detail: `404 Not Found: ${notFound}` },
    ],
    ["no content", "HTTP/1.1 204 No Content\r\n\r\n", { code: 500, detail: "204 No Content" }],
    [
      "an error's JSON in Micro-Error",
      ok(`Micro-Error: ${notFound}\r\n`, ""),
      { id: "x", code: 404, detail: "d" },
    ],
    ["the same in lower case", ok(`micro-error: ${notFound}\r\n`, ""), { id: "x", code: 404, detail: "d" }],
    ["X-Micro-Error alone", ok(`X-Micro-Error: ${notFound}\r\n`, ""), { id: "x", code: 404, detail: "d" }],
    ["a text", ok("Micro-Error: some text\r\n", ""), { code: 0, detail: "some text" }],
    ["an error beside a body", ok(`${protobuf}Micro-Error: e\r\n`, hi), { detail: "e" }],
    [
      "raw UTF-8",
      ok(utf8('Micro-Error: {"id":"x","code":418,"detail":"thé €","status":""}\r\n'), ""),
      { code: 418, detail: "thé €" },
    ],
  ])("is understood: %s", async (_, reply, expected) => {
    const greeter = await clientOf(reply);
    const error = await greeter.hello({}).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(MicroError);
    expect(error).toMatchObject(expected);
  });
});
