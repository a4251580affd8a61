import type { Codec } from "./codec.js";
import { protobufCodec } from "./protobuf-codec.js";

/**
 * Bodies as they are, for `application/octet-stream`.
 *
 * With `rawSchema` both ends see the bytes. A handler of messages reads them as protobuf, which is what the
 * publishers of Go Micro's gRPC family send under this content type.
 */
export const bytesCodec: Codec = {
  name: "bytes",
  encode: (schema, message) => protobufCodec.encode(schema, message),
  decode: (schema, bytes) => protobufCodec.decode(schema, bytes),
};
