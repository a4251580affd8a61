import { goJsonCodec, MicroError, proto3JsonCodec, protobufCodec } from "@ts-micro/framework";
import { describe, expect, it } from "vitest";
import { grpcFrame } from "../../framework/src/transport/http/message/framing/grpc-frame.js";
import { jsonRpc } from "../../framework/src/transport/http/message/framing/json-rpc.js";
import { protoRpc } from "../../framework/src/transport/http/message/framing/proto-rpc.js";
import { HeadReader } from "../../framework/src/transport/http/message/head-reader.js";
import { MalformedHttp } from "../../framework/src/transport/http/message/malformed-http.js";
import { MessageParser } from "../../framework/src/transport/http/message/message-parser.js";
import { Everything } from "../../framework/test/gen/greeter.js";
import { EverythingSchema } from "../../framework/test/gen/greeter.micro.js";
import { createRandom, mutate } from "./random.js";
import { scale } from "./scale.js";

const count = scale({ short: 20_000, full: 1_000_000 });
const limits = { maxHeaderBytes: 65_536, maxBodyBytes: 4_194_304 };

const request = [
  "POST / HTTP/1.1",
  "Host: 127.0.0.1:37477",
  "User-Agent: Go-http-client/1.1",
  "Content-Length: 6",
  "Content-Type: application/protobuf",
  "Micro-Endpoint: Greeter.Hello",
  "Micro-Id: 0",
  "Timeout: 5000000000",
  "",
  "\n\u0004John",
].join("\r\n");
const chunked = request
  .replace("Content-Length: 6", "Transfer-Encoding: chunked")
  .replace("\n\u0004John", "");
const samples = {
  request,
  "chunked request": `${chunked}3\r\n\n\u0004J\r\n3\r\nohn\r\n0\r\n\r\n`,
};

describe.each(Object.entries(samples))("a %s, damaged", (_, sample) => {
  it(`is read or refused, ${count} times, however it is cut`, () => {
    const random = createRandom(1);
    const others: unknown[] = [];
    let read = 0;
    let refused = 0;
    for (let i = 0; i < count; i += 1) {
      const bytes = mutate(Buffer.from(sample, "latin1"), random);
      const parser = new MessageParser(new HeadReader("request"), limits, "request");
      const cut = random(bytes.length + 1);
      try {
        for (const chunk of [bytes.subarray(0, cut), bytes.subarray(cut)]) {
          parser.push(chunk);
          while (parser.next() !== undefined) read += 1;
        }
        parser.end();
      } catch (error) {
        if (error instanceof MalformedHttp) refused += 1;
        else others.push(error);
      }
    }
    expect(others).toEqual([]);
    expect(read).toBeGreaterThan(count / 20);
    expect(refused).toBeGreaterThan(count / 20);
  });
});

const message = Everything.fromPartial({
  text: "héllo",
  big: -(2n ** 62n),
  data: Uint8Array.of(0, 1, 255),
  inner: { numbers: [1n, -2n], again: { text: "deeper" } },
  inners: [{ numbers: [3n] }],
  attributes: { k: 7 },
  maybeDouble: 1.5,
  choice: { $case: "number", value: 3 },
});

describe.each([protobufCodec, goJsonCodec, proto3JsonCodec])("a message of $name, damaged", (codec) => {
  it(`is read or refused with 400, ${count} times`, () => {
    const random = createRandom(2);
    const bytes = codec.encode(EverythingSchema, message);
    const { refused, others } = tally(() => codec.decode(EverythingSchema, mutate(bytes, random)));
    expect(others).toEqual([]);
    expect(refused).toBeGreaterThan(count / 20);
    expect(refused).toBeLessThan(count);
  });
});

describe.each(Object.entries({ protoRpc, jsonRpc, grpcFrame }))(
  "a body framed by %s, damaged",
  (_, framing) => {
    const envelope = { endpoint: "Greeter.Hello", id: "7", error: "" };
    const codec = framing === jsonRpc ? goJsonCodec : protobufCodec;
    const body = codec.encode(EverythingSchema, message);
    it.each([
      ["request", framing.packRequest(envelope, body), framing.unpackRequest],
      ["reply", framing.packReply(envelope, body), framing.unpackReply],
    ])(`is unpacked or refused with 400, as a %s, ${count} times`, (_, bytes, unpack) => {
      const random = createRandom(4);
      const { refused, others } = tally(() => unpack(mutate(bytes, random)));
      expect(others).toEqual([]);
      expect(refused).toBeGreaterThan(count / 50);
    });
  },
);

/** Tries something so many times: how often it was refused with 400, and what else was thrown. */
function tally(attempt: () => unknown): { refused: number; others: unknown[] } {
  const others: unknown[] = [];
  let refused = 0;
  for (let i = 0; i < count; i += 1) {
    try {
      attempt();
    } catch (error) {
      if (error instanceof MicroError && error.code === 400) refused += 1;
      else others.push(error);
    }
  }
  return { refused, others };
}
