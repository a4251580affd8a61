import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { Framing } from "./framing.js";
import { malformedFrame } from "./malformed-frame.js";

/**
 * `application/proto-rpc`: an envelope and the message, each behind its length in four bytes, big end first.
 * Envelopes hold 1 service_method, 2 seq (fixed64) and, in replies, 3 error; all written even when empty.
 *
 * Go Micro uses it towards addresses it knows nothing about; so do `micro health` and `micro stats`.
 */
export const protoRpc: Framing = {
  packRequest: ({ endpoint, id }, body) => join(envelope(endpoint, id).finish(), body),
  unpackRequest(bytes) {
    const { fields, body } = split(bytes);
    return { endpoint: fields.text.get(1) ?? "", id: fields.sequence, body };
  },
  packReply({ endpoint, id, error }, body) {
    const fields = envelope(endpoint, error === "" ? id : "")
      .tag(3, WireType.LengthDelimited)
      .string(error);
    return join(fields.finish(), error === "" ? body : nothing);
  },
  unpackReply(bytes) {
    const { fields, body } = split(bytes);
    return { error: fields.text.get(3) ?? "", body };
  },
};

interface EnvelopeFields {
  readonly text: Map<number, string>;
  readonly sequence: string;
}

const nothing = new Uint8Array(0);
const decimal = /^\d{1,19}$/;

function envelope(endpoint: string, id: string): BinaryWriter {
  const sequence = decimal.test(id) ? BigInt(id) : 0n;
  return new BinaryWriter()
    .tag(1, WireType.LengthDelimited)
    .string(endpoint)
    .tag(2, WireType.Bit64)
    .fixed64(BigInt.asUintN(64, sequence));
}

function join(fields: Uint8Array, body: Uint8Array): Uint8Array {
  const bytes = Buffer.allocUnsafe(8 + fields.length + body.length);
  bytes.writeUInt32BE(fields.length, 0);
  bytes.set(fields, 4);
  bytes.writeUInt32BE(body.length, 4 + fields.length);
  bytes.set(body, 8 + fields.length);
  return bytes;
}

function split(bytes: Uint8Array): { fields: EnvelopeFields; body: Uint8Array } {
  try {
    const fields = readBlock(bytes, 0);
    const body = readBlock(bytes, 4 + fields.length);
    return { fields: readEnvelope(fields), body };
  } catch (error) {
    throw malformedFrame("application/proto-rpc", error);
  }
}

function readBlock(bytes: Uint8Array, at: number): Uint8Array {
  const left = bytes.length - at - 4;
  const length = left < 0 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);
  if (length > left) throw new RangeError("unexpected EOF");
  return bytes.subarray(at + 4, at + 4 + length);
}

function readEnvelope(bytes: Uint8Array): EnvelopeFields {
  const reader = new BinaryReader(bytes);
  const text = new Map<number, string>();
  let sequence = "0";
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if ((field === 1 || field === 3) && type === WireType.LengthDelimited) text.set(field, reader.string());
    else if (field === 2 && type === WireType.Bit64) sequence = String(reader.fixed64());
    else reader.skip(type, field);
  }
  return { text, sequence };
}
