import { toJson } from "@bufbuild/protobuf";
import type { Codec } from "./codec.js";
import { describe, toDescribed } from "./described-message.js";
import { createJsonCodec } from "./json-codec.js";

/**
 * proto3's JSON mapping: camelCase names, 64-bit integers as strings, enums by name, `Timestamp` as RFC 3339.
 *
 * gRPC, Connect and HTTP gateways speak it; Go Micro's own wire has another dialect (`goJsonCodec`).
 *
 * @see https://protobuf.dev/programming-guides/json/
 */
export const proto3JsonCodec: Codec = createJsonCodec("proto3-json", (schema, message) => {
  const { desc, registry } = describe(schema);
  return JSON.stringify(toJson(desc, toDescribed(schema, desc, message), { registry }));
});
