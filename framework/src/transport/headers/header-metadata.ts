import { Metadata } from "../../metadata/metadata.js";
import type { HeaderBlock } from "./header-block.js";

/** What the wires themselves need; none of it is metadata. */
const reserved = new Set([
  "accept",
  "accept-encoding",
  "connect-protocol-version",
  "connect-timeout-ms",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "date",
  "expect",
  "host",
  "keep-alive",
  "te",
  "timeout",
  "transfer-encoding",
  "user-agent",
  "x-content-type",
]);

/** @param name lower-case */
function isReserved(name: string): boolean {
  return name.startsWith(":") || name.startsWith("grpc-") || reserved.has(name);
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
