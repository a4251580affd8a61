import { MicroError } from "../../errors/micro-error.js";
import { Metadata } from "../../metadata/metadata.js";
import type { BrokerMessage } from "../broker.js";

const topicKey = ":topic";

/** What a publisher sends to a subscriber: Go Micro's JSON, with the body in base64. */
export function encodeEnvelope(topic: string, { header, body }: BrokerMessage): Buffer {
  const pairs: [string, string][] = [...header, [topicKey, topic]];
  pairs.sort(([a], [b]) => (a < b ? -1 : 1));
  const base64 = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("base64");
  return Buffer.from(JSON.stringify({ Header: Object.fromEntries(pairs), Body: base64 }));
}

/** @throws {MicroError} 500, as Go Micro answers, for what is no message of a topic */
export function decodeEnvelope(bytes: Buffer): { readonly topic: string; readonly message: BrokerMessage } {
  const { header, body } = parse(bytes);
  const metadata = new Metadata(
    Object.entries(header ?? {}).map(([key, value]) => [key, String(value)] as const),
  );
  const topic = metadata.get(topicKey);
  if (topic === undefined) throw failure("Topic not found");
  metadata.delete(topicKey);
  return { topic, message: { header: metadata, body: Buffer.from(String(body ?? ""), "base64") } };
}

/** Go matches the keys of JSON without regard to case. */
function parse(bytes: Buffer): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(bytes.toString());
    if (typeof json === "object" && json !== null) {
      return Object.fromEntries(Object.entries(json).map(([key, value]) => [key.toLowerCase(), value]));
    }
  } catch (error) {
    throw failure(`Error parsing request body: ${error instanceof Error ? error.message : error}`);
  }
  throw failure("Error parsing request body: expected an object");
}

function failure(detail: string): MicroError {
  return new MicroError({ id: "go.micro.broker", code: 500, detail });
}
