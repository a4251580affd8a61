/*
 * Codecs turn messages into the bytes of one content type and back. Which content type names which codec is
 * the business of each wire (`transport/`): Go Micro's `application/json` is not proto3 JSON.
 */
import type { MessageSchema } from "../schema/message-schema.js";

/**
 * Encodes messages of any type.
 *
 * An implementation MUST
 * 1. read back what it wrote: `decode(schema, encode(schema, m))` equals `m`;
 * 2. read an empty input as the message with all defaults;
 * 3. keep 64-bit integers exact, over their whole range;
 * 4. throw a `MicroError` 400 that says what was wrong, for input that is no message of the type;
 * 5. keep no reference to the output it gave. A message may share memory with the input it was decoded from:
 *    whoever hands bytes to a codec hands them over;
 * 6. pass the bodies of `rawSchema` through as they are, in both directions: gateways and proxies know no messages.
 */
export interface Codec {
  /** `protobuf`, `json` ...: what logs and metadata call it. */
  readonly name: string;
  encode<T>(schema: MessageSchema<T>, message: T): Uint8Array;
  decode<T>(schema: MessageSchema<T>, bytes: Uint8Array): T;
}
