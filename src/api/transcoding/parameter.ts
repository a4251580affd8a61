import {
  type DescField,
  type DescMessage,
  type JsonValue,
  mergeFromJson,
  ScalarType,
} from "@bufbuild/protobuf";
import type { ReflectMessage } from "@bufbuild/protobuf/reflect";
import { badRequest } from "@ts-micro/framework";
import { gatewayName } from "../api.js";

/** Text for a field of the request, from the path or the query. */
export interface Parameter {
  /** As errors call it: `book.page_count`. */
  readonly name: string;
  readonly fieldPath: readonly string[];
  /** Several for a field that repeats. */
  readonly texts: readonly string[];
}

/**
 * Fills the field that a parameter names, also inside other messages, by its name in the `.proto` or in JSON.
 *
 * @throws {MicroError} 400 that says which parameter is wrong, and how
 */
export function setParameter(message: ReflectMessage, { name, fieldPath, texts }: Parameter): void {
  const fail = (reason: string): Error => badRequest(gatewayName, `${name}: ${reason}`);
  const [first = "", ...inner] = fieldPath;
  const field = findField(message.desc, first);
  if (field === undefined) throw fail(`${message.desc.name} has no field "${first}"`);
  const other = field.oneof && message.oneofCase(field.oneof);
  if (other !== undefined && other !== field)
    throw fail(`"${other.name}" is given, too, of which one may be`);
  if (inner.length > 0) {
    if (field.fieldKind !== "message") throw fail(`"${first}" has no fields`);
    const nested = message.get(field);
    setParameter(nested, { name, fieldPath: inner, texts });
    message.set(field, nested);
    return;
  }
  if (field.fieldKind !== "list" && texts.length > 1) throw fail("it is given more than once");
  if (!isText(field)) throw fail(`it takes a ${kindOf(field)}, which has no place in a path or a query`);
  const values = texts.map((it) => jsonOf(field, it));
  const json = field.fieldKind === "list" ? values : values[0];
  try {
    mergeFromJson(message.desc, message.message, { [field.jsonName]: json ?? null });
  } catch {
    throw fail(`expected ${expected(field)}, got ${texts.map((it) => JSON.stringify(it)).join(", ")}`);
  }
}

export function findField({ fields }: DescMessage, name: string): DescField | undefined {
  return fields.find((it) => it.name === name) ?? fields.find((it) => it.jsonName === name);
}

const wellKnown: Readonly<Record<string, string>> = {
  Timestamp: "a time such as 2024-05-01T12:00:00Z",
  Duration: "seconds such as 1.5s",
  FieldMask: "paths with commas between",
  DoubleValue: "a number",
  FloatValue: "a number",
  Int64Value: "an integer",
  UInt64Value: "an integer",
  Int32Value: "an integer",
  UInt32Value: "an integer",
  BoolValue: "true or false",
  StringValue: "text",
  BytesValue: "base64",
};

/** Whether a field is written as one text, or as several when it repeats. */
function isText(field: DescField): boolean {
  return field.fieldKind !== "map" && expected(field) !== "";
}

/** What one text of a field must be; empty for messages, which are no text. */
function expected({ scalar, enum: type, message }: DescField): string {
  if (type !== undefined) return `one of ${type.values.map((it) => it.name).join(", ")}`;
  if (message !== undefined) {
    const [, name = ""] = /^google\.protobuf\.(\w+)$/.exec(message.typeName) ?? [];
    return Object.hasOwn(wellKnown, name) ? (wellKnown[name] ?? "") : "";
  }
  switch (scalar) {
    case ScalarType.BOOL:
      return "true or false";
    case ScalarType.BYTES:
      return "base64";
    case ScalarType.STRING:
      return "text";
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return "a number";
    default:
      return "an integer in range";
  }
}

function kindOf({ fieldKind, message }: DescField): string {
  return fieldKind === "map" ? "map" : `message ${message?.name ?? ""}`;
}

/** proto3's JSON has numbers as text, too; only what is no text in it is turned. */
function jsonOf({ scalar, enum: type, message }: DescField, text: string): JsonValue {
  const isBool = scalar === ScalarType.BOOL || message?.typeName === "google.protobuf.BoolValue";
  if (isBool && (text === "true" || text === "false")) return text === "true";
  if (type !== undefined && /^-?\d+$/.test(text)) return Number(text);
  // JSON has the paths of masks in camel case; contracts, and those who type them, do not.
  if (message?.typeName === "google.protobuf.FieldMask")
    return text.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return text;
}
