import { type Codec, goJsonCodec, type MessageSchema, MicroError } from "@ts-micro/framework";
import { CommandError } from "../failure.js";

/** The schema of a message that stays in its protobuf bytes. */
type BodySchema = MessageSchema<Uint8Array>;

/**
 * Reads JSON, in Go's dialect or proto3's, as a message in its protobuf bytes.
 *
 * @throws {CommandError} for JSON that is no such message
 */
export function protobufOfJson(schema: BodySchema, json: string): Uint8Array {
  try {
    return goJsonCodec.decode(schema, Buffer.from(json));
  } catch (error) {
    throw error instanceof MicroError ? new CommandError(error.detail) : error;
  }
}

/**
 * Prints a message in its protobuf bytes as JSON.
 *
 * @param codec the dialect @default Go's, as Micro prints it
 * @throws {MicroError} for bytes that are no such message
 */
export function jsonOfProtobuf(schema: BodySchema, bytes: Uint8Array, codec: Codec = goJsonCodec): string {
  return Buffer.from(codec.encode(schema, bytes)).toString().trimEnd();
}
