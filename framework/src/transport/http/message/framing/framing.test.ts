import { MicroError } from "@ts-micro/framework";
import { describe, expect, it } from "vitest";
import type { Framing } from "./framing.js";
import { grpcFrame, grpcJsonFrame } from "./grpc-frame.js";
import { jsonRpc } from "./json-rpc.js";
import { protoRpc } from "./proto-rpc.js";

interface Framed {
  readonly framing: Framing;
  /** Whether its envelope has fields: a method, a number, an error. */
  readonly hasFields: boolean;
  readonly body: Uint8Array;
  readonly malformed: readonly Uint8Array[];
}

const bytes = Uint8Array.of(0, 10, 255);
const json = Buffer.from('{"big":9223372036854775807}');
const short = Uint8Array.of(0, 0, 0, 0, 9, 1);

const framings: Readonly<Record<string, Framed>> = {
  "proto-rpc": { framing: protoRpc, hasFields: true, body: bytes, malformed: [Buffer.from("no"), short] },
  "json-rpc": {
    framing: jsonRpc,
    hasFields: true,
    body: json,
    malformed: [Buffer.from("{"), Buffer.from("[]")],
  },
  grpc: { framing: grpcFrame, hasFields: false, body: bytes, malformed: [Buffer.from("no"), short] },
  "grpc+json": {
    framing: grpcJsonFrame,
    hasFields: false,
    body: json,
    malformed: [Buffer.from("no"), short],
  },
};

describe.each(Object.entries(framings))("the framing of %s", (_, { framing, hasFields, body, malformed }) => {
  const none = new Uint8Array(0);

  it("unpacks the request that it packed", () => {
    const envelope = hasFields ? { endpoint: "Greeter.Hello", id: "7" } : { endpoint: "", id: "" };
    const { body: unpacked, ...rest } = framing.unpackRequest(framing.packRequest(envelope, body));
    expect(rest).toEqual(envelope);
    expect(Buffer.from(unpacked)).toEqual(Buffer.from(body));
  });

  it("unpacks the reply that it packed", () => {
    const reply = framing.unpackReply(framing.packReply({ endpoint: "", id: "7", error: "" }, body));
    expect(reply.error).toBe("");
    expect(Buffer.from(reply.body)).toEqual(Buffer.from(body));
  });

  it(hasFields ? "carries an error, and no body beside it" : "leaves the error to the header", () => {
    const error = '{"id":"x","code":404}';
    const reply = framing.unpackReply(framing.packReply({ endpoint: "", id: "7", error }, body));
    expect(reply.error).toBe(hasFields ? error : "");
    expect(Buffer.from(reply.body).includes(Buffer.from(body))).toBe(false);
  });

  it("answers what is not framed so with 400", () => {
    for (const damaged of malformed) {
      expect(() => framing.unpackRequest(damaged)).toThrow(MicroError);
      expect(() => framing.unpackReply(damaged)).toThrow(MicroError);
    }
  });

  it("frames bodies without a byte", () => {
    const reply = framing.unpackReply(framing.packReply({ endpoint: "", id: "", error: "" }, none));
    expect(reply).toEqual({ error: "", body: Buffer.from(none) });
  });
});
