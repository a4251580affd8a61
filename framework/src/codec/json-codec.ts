import type { DescMessage, Message, Registry } from "@bufbuild/protobuf";
import type { MessageSchema } from "../schema/message-schema.js";
import { rawSchema } from "../schema/raw-schema.js";
import type { Codec } from "./codec.js";
import { describe, fromDescribed } from "./described-message.js";
import { malformedMessage } from "./malformed-message.js";

/** How messages are written and read in JSON. */
export interface JsonDialect {
  /** What the codec is called. */
  readonly name: string;
  write<T>(schema: MessageSchema<T>, message: T): string;
  /** @throws for text that is no such message */
  read(desc: DescMessage, text: string, registry: Registry): Message;
}

/** Makes the codec of a JSON dialect. */
export function createJsonCodec({ name, write, read }: JsonDialect): Codec {
  return {
    name,
    encode(schema, message) {
      return isRaw(schema) ? schema.codec.encode(message).finish() : Buffer.from(write(schema, message));
    },
    decode(schema, bytes) {
      if (isRaw(schema)) return schema.codec.decode(bytes);
      const { desc, registry } = describe(schema);
      try {
        return fromDescribed(schema, desc, read(desc, textOf(bytes), registry));
      } catch (error) {
        throw malformedMessage("JSON", schema, error);
      }
    },
  };
}

/** Two copies of this package agree, as a plugin and the program that loads it may have. */
function isRaw<T>(schema: MessageSchema<T>): boolean {
  return schema.typeName === rawSchema.typeName;
}

/** No bytes at all are the message with all defaults. */
function textOf(bytes: Uint8Array): string {
  return bytes.length === 0 ? "{}" : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}
