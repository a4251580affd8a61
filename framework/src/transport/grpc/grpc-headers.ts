import { Metadata } from "../../metadata/metadata.js";
import type { HeaderBlock } from "../http2/http2.js";

/** What the wire itself needs; none of it is metadata. */
const reserved = new Set([
  "content-type",
  "te",
  "timeout",
  "x-content-type",
  "user-agent",
  "accept-encoding",
  "connection",
  "date",
]);

/** @param name lower-case */
function isReserved(name: string): boolean {
  return name.startsWith(":") || name.startsWith("grpc-") || reserved.has(name);
}

/** The value of the first field of that name. */
export function headerValue(block: HeaderBlock, name: string): string | undefined {
  for (let at = 0; at < block.length; at += 2) {
    if (block[at] === name) return block[at + 1];
  }
  return undefined;
}

/** What of a header block is metadata. Values under `-bin` keys stay in base64. */
export function metadataOf(block: HeaderBlock): Metadata {
  const metadata = new Metadata();
  for (let at = 0; at < block.length; at += 2) {
    const name = block[at] as string;
    if (!isReserved(name)) metadata.append(name, textOf(block[at + 1] as string));
  }
  return metadata;
}

/** Metadata as header fields, without what the wire itself needs. */
export function metadataBlock(metadata: Metadata | undefined): HeaderBlock {
  const block: string[] = [];
  if (metadata === undefined) return block;
  for (const [key, value] of metadata) {
    const name = key.toLowerCase();
    if (!isReserved(name)) block.push(name, bytesOf(value));
  }
  return block;
}

// A header value is bytes, one per character; metadata is text.
const beyondAscii = /[^\x20-\x7e]/;

function textOf(bytes: string): string {
  return beyondAscii.test(bytes) ? Buffer.from(bytes, "latin1").toString("utf8") : bytes;
}

function bytesOf(text: string): string {
  if (!beyondAscii.test(text)) return text;
  // A line break or NUL would make the whole block malformed; Go writes a space for them, and so does this.
  return Buffer.from(text.replace(/[\r\n\0]/g, " "), "utf8").toString("latin1");
}

/** Writes text as `grpc-message` holds it: what is not printable ASCII in percent form. */
export function encodeGrpcMessage(text: string): string {
  if (!/[^\x20-\x24\x26-\x7e]/.test(text)) return text;
  return Array.from(Buffer.from(text, "utf8"), (byte) =>
    byte < 0x20 || byte > 0x7e || byte === 0x25
      ? `%${byte.toString(16).toUpperCase().padStart(2, "0")}`
      : String.fromCharCode(byte),
  ).join("");
}

/** Reads `grpc-message`; a percent sign that begins no byte stays as it is. */
export function decodeGrpcMessage(value: string): string {
  if (!value.includes("%")) return value;
  const bytes = value.replace(/%([0-9a-fA-F]{2})/g, (_match, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, "latin1").toString("utf8");
}
