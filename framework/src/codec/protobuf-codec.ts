import type { Codec } from "./codec.js";
import { malformedMessage } from "./malformed-message.js";

/** Protobuf's binary encoding, as the message's own codec writes it: the default of every wire. */
export const protobufCodec: Codec = {
  name: "protobuf",
  encode: (schema, message) => schema.codec.encode(message).finish(),
  decode(schema, bytes) {
    try {
      return schema.codec.decode(bytes);
    } catch (error) {
      throw malformedMessage("protobuf", schema, error);
    }
  },
};
