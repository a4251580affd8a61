import type { MessageSchema } from "../schema/message-schema.js";
import { rawSchema } from "../schema/raw-schema.js";
import type { Codec } from "./codec.js";
import { describe, fromDescribed } from "./described-message.js";
import { parseExactJson } from "./exact-json.js";
import { readJson } from "./json-reader.js";
import { malformedMessage } from "./malformed-message.js";

/** Makes the codec of a JSON dialect from its writer: all dialects are read alike, whoever wrote them. */
export function createJsonCodec(
  name: string,
  write: <T>(schema: MessageSchema<T>, message: T) => string,
): Codec {
  return {
    name,
    encode(schema, message) {
      return isRaw(schema) ? schema.codec.encode(message).finish() : Buffer.from(write(schema, message));
    },
    decode(schema, bytes) {
      if (isRaw(schema)) return schema.codec.decode(bytes);
      const { desc, registry } = describe(schema);
      try {
        const json = bytes.length === 0 ? {} : parseExactJson(textOf(bytes));
        return fromDescribed(schema, desc, readJson(desc, json, registry));
      } catch (error) {
        throw malformedMessage("JSON", schema, error);
      }
    },
  };
}

function isRaw<T>(schema: MessageSchema<T>): boolean {
  return (schema as MessageSchema<unknown>) === rawSchema;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}
