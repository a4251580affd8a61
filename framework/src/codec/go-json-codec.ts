import { reflect } from "@bufbuild/protobuf/reflect";
import type { Codec } from "./codec.js";
import { describe, toDescribed } from "./described-message.js";
import { writeGoJson } from "./go-json-writer.js";
import { createJsonCodec } from "./json-codec.js";

/**
 * JSON as Go's `encoding/json` writes the structs that protoc generates: proto field names, 64-bit integers as
 * bare numbers, enums as numbers, bytes in base64, zero values left out, a newline at the end.
 *
 * Go Micro 1.0 writes and reads it under `application/json`.
 */
export const goJsonCodec: Codec = createJsonCodec("json", (schema, message) => {
  const { desc, registry } = describe(schema);
  return `${writeGoJson(reflect(desc, toDescribed(schema, desc, message)), registry)}\n`;
});
