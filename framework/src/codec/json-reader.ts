import {
  create,
  type DescField,
  type DescMessage,
  fromJson,
  type Message,
  type Registry,
} from "@bufbuild/protobuf";
import { type ReflectList, type ReflectMap, type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import { type ExactJson, toPlainJson } from "./exact-json.js";
import { findJsonField } from "./json-fields.js";
import { jsonType, readJsonEnum, readJsonMapKey, readJsonScalar } from "./json-scalar.js";

/**
 * Reads a message from JSON in any dialect of the family: proto3's, Go's structs, and what jsonpb wrote.
 *
 * Unknown keys are ignored. Keys compare without regard to case. Well-known types are read in proto3's form and
 * as plain messages.
 *
 * @throws {TypeError} naming the field whose value is of the wrong type
 */
export function readJson(desc: DescMessage, json: ExactJson, registry: Registry): Message {
  const special = readWellKnown(desc, json, registry);
  if (special !== undefined) return special;
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new TypeError(`expected an object, got ${jsonType(json)}`);
  }
  const message = reflect(desc, create(desc));
  for (const [key, value] of Object.entries(json)) {
    const field = findJsonField(desc, key);
    if (field === undefined || (value === null && !isValue(field.message))) continue;
    try {
      setField(message, field, { json: value, registry });
    } catch (error) {
      throw atField(field, error);
    }
  }
  return message.message;
}

interface Input {
  readonly json: ExactJson;
  readonly registry: Registry;
}

function setField(message: ReflectMessage, field: DescField, input: Input): void {
  if (field.fieldKind === "list") readList(message.get(field), field, input);
  else if (field.fieldKind === "map") readMap(message.get(field), field, input);
  else if (field.fieldKind === "enum") message.set(field, readJsonEnum(field.enum, input.json));
  else if (field.fieldKind === "scalar") message.set(field, readJsonScalar(field.scalar, input.json));
  else message.set(field, readMessage(field.message, input.json, input.registry));
}

function readList(
  list: ReflectList,
  field: DescField & { fieldKind: "list" },
  { json, registry }: Input,
): void {
  if (!Array.isArray(json)) throw new TypeError(`expected a list, got ${jsonType(json)}`);
  for (const item of json) {
    if (field.listKind === "scalar") list.add(readJsonScalar(field.scalar, item));
    else if (field.listKind === "enum") list.add(readJsonEnum(field.enum, item));
    else list.add(readMessage(field.message, item, registry));
  }
}

function readMap(map: ReflectMap, field: DescField & { fieldKind: "map" }, { json, registry }: Input): void {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new TypeError(`expected an object, got ${jsonType(json)}`);
  }
  for (const [name, value] of Object.entries(json)) {
    const key = readJsonMapKey(field.mapKey, name);
    if (field.mapKind === "scalar") map.set(key, readJsonScalar(field.scalar, value));
    else if (field.mapKind === "enum") map.set(key, readJsonEnum(field.enum, value));
    else map.set(key, readMessage(field.message, value, registry));
  }
}

function readMessage(desc: DescMessage, json: ExactJson, registry: Registry): ReflectMessage {
  return reflect(desc, readJson(desc, json, registry));
}

/** proto3 gives some types a form of their own; Go writes all but three of them as plain messages. */
function readWellKnown(desc: DescMessage, json: ExactJson, registry: Registry): Message | undefined {
  if (!desc.typeName.startsWith("google.protobuf.")) return undefined;
  const isObject = typeof json === "object" && json !== null && !Array.isArray(json);
  const alwaysSpecial =
    desc.typeName === "google.protobuf.Struct" || desc.typeName === "google.protobuf.ListValue";
  const special = alwaysSpecial || isValue(desc) || (isObject ? "@type" in json : true);
  if (!special) return undefined;
  // As text, the wrappers of 64-bit integers keep every digit.
  const plain = typeof json === "bigint" && !isValue(desc) ? String(json) : toPlainJson(json);
  return fromJson(desc, plain, { registry, ignoreUnknownFields: true });
}

function isValue(desc: DescMessage | undefined): boolean {
  return desc?.typeName === "google.protobuf.Value";
}

function atField(field: DescField, error: unknown): TypeError {
  const reason = error instanceof Error ? error.message : String(error);
  return new TypeError(`${field.name}: ${reason}`, { cause: error });
}
