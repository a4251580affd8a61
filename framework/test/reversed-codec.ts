import { type Codec, protobufCodec } from "@ts-micro/framework";

/** A codec of a user: protobuf, back to front. */
export const reversedCodec: Codec = {
  name: "reversed",
  encode: (schema, message) =>
    schema.typeName === ""
      ? protobufCodec.encode(schema, message)
      : flip(protobufCodec.encode(schema, message)),
  decode: (schema, bytes) => protobufCodec.decode(schema, schema.typeName === "" ? bytes : flip(bytes)),
};
const flip = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes).reverse();
