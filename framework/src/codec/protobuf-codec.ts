import { BinaryWriter } from "@bufbuild/protobuf/wire";
import type { MessageSchema } from "../schema/message-schema.js";
import type { Codec } from "./codec.js";
import { malformedMessage } from "./malformed-message.js";

/** A writer that has written more than this is dropped: it would keep its memory for the small ones that follow. */
const maxKeptBytes = 64 * 1024;

/** Writes every message with the same writer, since the memory of a new one costs more than most messages. */
class ProtobufCodec implements Codec {
  readonly name = "protobuf";
  #writer: BinaryWriter | undefined = undefined;

  encode<T>(schema: MessageSchema<T>, message: T): Uint8Array {
    const writer = this.#writer ?? new BinaryWriter();
    // While it is in use it belongs to this message: a getter may encode another, and what throws leaves it half full.
    this.#writer = undefined;
    const bytes = schema.codec.encode(message, writer).finish();
    if (bytes.length <= maxKeptBytes) this.#writer = writer;
    return bytes;
  }

  decode<T>(schema: MessageSchema<T>, bytes: Uint8Array): T {
    try {
      return schema.codec.decode(bytes);
    } catch (error) {
      throw malformedMessage("protobuf", schema, error);
    }
  }
}

/** Protobuf's binary encoding, as the message's own codec writes it: the default of every wire. */
export const protobufCodec: Codec = new ProtobufCodec();
