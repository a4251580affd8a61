import {
  type DescMessage,
  fromJson,
  fromJsonString,
  type JsonReadOptions,
  type Message,
  toJson,
} from "@bufbuild/protobuf";
import { ValueSchema } from "@bufbuild/protobuf/wkt";
import type { Codec } from "./codec.js";
import { describe, toDescribed } from "./described-message.js";
import { hasLongDigits } from "./exact-json.js";
import { createJsonCodec } from "./json-codec.js";
import { parseProto3Json } from "./parse-proto3-json.js";

/** How strictly JSON is read. */
export interface Proto3JsonOptions {
  /**
   * Passes over fields, and names of enum values, that this end does not know: a newer caller may.
   * @default true
   */
  readonly ignoreUnknown?: boolean;
}

/**
 * Makes the codec of proto3's JSON mapping: camelCase names, 64-bit integers as strings, enums by name, `Timestamp` as
 * RFC 3339.
 *
 * gRPC, Connect and HTTP gateways speak it; Go Micro's own wire has another dialect (`goJsonCodec`).
 *
 * @see https://protobuf.dev/programming-guides/json/
 */
export function createProto3JsonCodec({ ignoreUnknown = true }: Proto3JsonOptions = {}): Codec {
  return createJsonCodec({
    name: "proto3-json",
    write(schema, message) {
      const { desc, registry } = describe(schema);
      return JSON.stringify(toJson(desc, toDescribed(schema, desc, message), { registry }));
    },
    read: (desc, text, registry) => read(desc, text, { registry, ignoreUnknownFields: ignoreUnknown }),
  });
}

function read(desc: DescMessage, text: string, options: Partial<JsonReadOptions>): Message {
  if (!hasLongDigits(text)) return fromJsonString(desc, text, options);
  // Only text tells that a key stands twice in an object: any JSON is a Value, and read as one for that alone.
  fromJsonString(ValueSchema, text);
  return fromJson(desc, parseProto3Json(text, desc), options);
}

/** proto3's JSON mapping, as services read it. */
export const proto3JsonCodec: Codec = createProto3JsonCodec();
