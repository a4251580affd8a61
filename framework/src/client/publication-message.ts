import { randomUUID } from "node:crypto";
import type { BrokerMessage } from "../broker/broker.js";
import type { Metadata } from "../metadata/metadata.js";

/** What a publication is made of, once it is encoded. */
export interface EncodedPublication {
  readonly header: Metadata;
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** Adds what every Go Micro subscriber looks for: the encoding, the topic, and an id that no other message has. */
export function publicationMessage(
  topic: string,
  { header, contentType, body }: EncodedPublication,
): BrokerMessage {
  header.set("Content-Type", contentType).set("Micro-Topic", topic).set("Micro-Id", randomUUID());
  return { header, body };
}
