import { type DescField, type Registry, ScalarType, toJson } from "@bufbuild/protobuf";
import type { ReflectList, ReflectMap, ReflectMessage } from "@bufbuild/protobuf/reflect";
import { escapeAsGo, goJsonString } from "./go-json-string.js";

/** Writes a message as Go's `encoding/json` writes the struct that protoc generates for it. */
export function writeGoJson(message: ReflectMessage, registry: Registry): string {
  if (hasOwnForm.has(message.desc.typeName)) {
    return escapeAsGo(JSON.stringify(toJson(message.desc, message.message, { registry })));
  }
  const members: string[] = [];
  for (const field of message.fields) {
    if (message.isSet(field))
      members.push(`"${field.name}":${writeField(message.get(field), field, registry)}`);
  }
  return `{${members.join(",")}}`;
}

/** Go cannot read these as structs, for they hold a oneof; later releases read proto3's form of them. */
const hasOwnForm = new Set(["google.protobuf.Struct", "google.protobuf.Value", "google.protobuf.ListValue"]);

function writeField(value: unknown, field: DescField, registry: Registry): string {
  switch (field.fieldKind) {
    case "list": {
      const write = valueWriter(field.listKind === "scalar" ? field.scalar : field.listKind, registry);
      return `[${Array.from(value as ReflectList, write).join(",")}]`;
    }
    case "map": {
      const write = valueWriter(field.mapKind === "scalar" ? field.scalar : field.mapKind, registry);
      const entries = Array.from(value as ReflectMap, ([key, it]): [string, unknown] => [String(key), it]);
      entries.sort(([a], [b]) => (a < b ? -1 : 1));
      return `{${entries.map(([key, it]) => `${goJsonString(key)}:${write(it)}`).join(",")}}`;
    }
    default:
      return valueWriter(field.fieldKind === "scalar" ? field.scalar : field.fieldKind, registry)(value);
  }
}

function valueWriter(kind: ScalarType | "message" | "enum", registry: Registry): (value: unknown) => string {
  switch (kind) {
    case "message":
      return (value) => writeGoJson(value as ReflectMessage, registry);
    case ScalarType.STRING:
      return (value) => goJsonString(value as string);
    case ScalarType.BYTES:
      return (value) => `"${Buffer.from(value as Uint8Array).toString("base64")}"`;
    case ScalarType.DOUBLE:
      return (value) => writeFloat(value as number, String);
    case ScalarType.FLOAT:
      return (value) => writeFloat(value as number, shortestFloat32);
    default:
      return String;
  }
}

/** Go has no JSON for what is not finite; proto3's form is what its later releases read. */
function writeFloat(value: number, write: (finite: number) => string): string {
  if (!Number.isFinite(value)) return `"${value}"`;
  return Object.is(value, -0) ? "-0" : write(value);
}

/** The fewest digits that still mean this 32-bit number, as Go writes it: 0.1 and not 0.10000000149011612. */
function shortestFloat32(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}
