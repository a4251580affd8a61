import type { DescMessage } from "@bufbuild/protobuf";
import { type Codec, goJsonCodec, MicroError } from "@ts-micro/framework";
import { CommandError } from "../failure.js";
import { bodySchema } from "./service-schema.js";

/**
 * Reads JSON, in Go's dialect or proto3's, as a message in its protobuf bytes.
 *
 * @throws {CommandError} for JSON that is no such message
 */
export function protobufOfJson(message: DescMessage, json: string): Uint8Array {
  try {
    return goJsonCodec.decode(bodySchema(message), Buffer.from(json));
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
export function jsonOfProtobuf(message: DescMessage, bytes: Uint8Array, codec: Codec = goJsonCodec): string {
  return Buffer.from(codec.encode(bodySchema(message), bytes))
    .toString()
    .trimEnd();
}
