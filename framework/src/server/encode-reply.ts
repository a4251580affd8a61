import type { Codec } from "../codec/codec.js";
import { createMessage, type MessageInit } from "../schema/message-schema.js";
import type { MethodDefinition } from "../schema/service-definition.js";

/** @throws {TypeError} when the handler gave something that is no message */
export function encodeReply(
  { endpoint, output }: MethodDefinition<unknown, unknown>,
  codec: Codec,
  reply: unknown,
): Uint8Array {
  if (typeof reply !== "object" || reply === null || Array.isArray(reply)) {
    const given = Array.isArray(reply) ? "an array" : String(reply);
    throw new TypeError(`The handler of ${endpoint} gave ${given}: expected a ${output.typeName}`);
  }
  return codec.encode(output, createMessage(output, reply as MessageInit<unknown>));
}
