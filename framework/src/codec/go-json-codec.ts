import { reflect } from "@bufbuild/protobuf/reflect";
import type { Codec } from "./codec.js";
import { describe, toDescribed } from "./described-message.js";
import { parseExactJson } from "./exact-json.js";
import { writeGoJson } from "./go-json-writer.js";
import { createJsonCodec } from "./json-codec.js";
import { readJson } from "./json-reader.js";

/**
 * JSON as Go's `encoding/json` writes the structs that protoc generates: proto field names, 64-bit integers as
 * bare numbers, enums as numbers, bytes in base64, zero values left out, a newline at the end.
 *
 * Go Micro 1.0 writes and reads it under `application/json`. What others write is read, too: both dialects, whoever wrote them.
 */
export const goJsonCodec: Codec = createJsonCodec({
  name: "json",
  write(schema, message) {
    const { desc, registry } = describe(schema);
    return `${writeGoJson(reflect(desc, toDescribed(schema, desc, message)), registry)}\n`;
  },
  read: (desc, text, registry) => readJson(desc, parseExactJson(text), registry),
});
