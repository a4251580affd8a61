import { type DescField, type DescMessage, type JsonValue, ScalarType } from "@bufbuild/protobuf";
import { type ExactJson, parseExactJson, toPlainJson } from "./exact-json.js";
import { findJsonField } from "./json-fields.js";

/**
 * Parses the JSON of a message such that 64-bit integers keep every digit, also those that were written as numbers: they
 * become text, which proto3's JSON takes as well.
 *
 * @throws {SyntaxError} for text that is not JSON
 */
export function parseProto3Json(text: string, desc: DescMessage): JsonValue {
  return ofMessage(parseExactJson(text), desc);
}

function ofMessage(json: ExactJson, desc: DescMessage): JsonValue {
  if (typeof json === "bigint") return isIntegerWrapper(desc) ? String(json) : Number(json);
  return mapMembers(json, (value, key) => {
    const field = findJsonField(desc, key);
    return field === undefined ? toPlainJson(value) : ofField(value, field);
  });
}

function ofField(json: ExactJson, field: DescField): JsonValue {
  if (field.fieldKind === "map") return mapMembers(json, (value) => ofValue(value, field));
  return Array.isArray(json) ? json.map((it) => ofValue(it, field)) : ofValue(json, field);
}

/** The value of a plain field, or one of a list or a map. */
function ofValue(json: ExactJson, { message, scalar }: DescField): JsonValue {
  if (message !== undefined) return ofMessage(json, message);
  return typeof json === "bigint" && isLong(scalar) ? String(json) : toPlainJson(json);
}

function mapMembers(json: ExactJson, map: (value: ExactJson, key: string) => JsonValue): JsonValue {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return toPlainJson(json);
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, map(value, key)]));
}

function isLong(scalar: ScalarType | undefined): boolean {
  return scalar !== undefined && longTypes.has(scalar);
}

const longTypes = new Set([
  ScalarType.INT64,
  ScalarType.UINT64,
  ScalarType.SINT64,
  ScalarType.FIXED64,
  ScalarType.SFIXED64,
]);

function isIntegerWrapper({ typeName }: DescMessage): boolean {
  return typeName === "google.protobuf.Int64Value" || typeName === "google.protobuf.UInt64Value";
}
