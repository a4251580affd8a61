import type { Framing } from "./framing.js";
import { malformedFrame } from "./malformed-frame.js";

/**
 * `application/grpc` on Go Micro's wire: gRPC's prefix (a zero byte, then the length in four bytes, big end first)
 * before each message, inside ordinary HTTP/1.1 messages. Errors travel in headers.
 */
export const grpcFrame: Framing = {
  packRequest: (_envelope, body) => pack(body),
  unpackRequest: (bytes) => ({ endpoint: "", id: "", body: unpack(bytes) }),
  packReply: ({ error }, body) => pack(error === "" ? body : nothing),
  unpackReply: (bytes) => ({ error: "", body: unpack(bytes) }),
};

/** `application/grpc+json`: the same around JSON, which has no newline here; an error has the body `null`. */
export const grpcJsonFrame: Framing = {
  ...grpcFrame,
  packRequest: (_envelope, body) => pack(withoutNewline(body)),
  packReply: ({ error }, body) => pack(error === "" ? withoutNewline(body) : jsonNull),
};

const nothing = new Uint8Array(0);
const jsonNull: Uint8Array = Buffer.from("null");
const newline = 10;

function withoutNewline(body: Uint8Array): Uint8Array {
  return body.at(-1) === newline ? body.subarray(0, -1) : body;
}

function pack(body: Uint8Array): Uint8Array {
  const bytes = Buffer.allocUnsafe(5 + body.length);
  bytes[0] = 0;
  bytes.writeUInt32BE(body.length, 1);
  bytes.set(body, 5);
  return bytes;
}

function unpack(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) return bytes;
  if (bytes.length < 5) throw malformedFrame("application/grpc", "unexpected EOF");
  if (bytes[0] !== 0) throw malformedFrame("application/grpc", "compressed message");
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(1);
  if (5 + length > bytes.length) throw malformedFrame("application/grpc", "unexpected EOF");
  return bytes.subarray(5, 5 + length);
}
