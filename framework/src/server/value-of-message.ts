import { type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import type { Value } from "../registry/registry.js";
import type { MessageSchema } from "../schema/message-schema.js";
import { goName } from "./go-name.js";

/** Go Micro describes a message, its fields, and their fields; deeper it would not end for recursive types. */
const depth = 3;

const scalars: Readonly<Record<ScalarType, string>> = {
  [ScalarType.DOUBLE]: "float64",
  [ScalarType.FLOAT]: "float32",
  [ScalarType.INT64]: "int64",
  [ScalarType.UINT64]: "uint64",
  [ScalarType.INT32]: "int32",
  [ScalarType.FIXED64]: "uint64",
  [ScalarType.FIXED32]: "uint32",
  [ScalarType.BOOL]: "bool",
  [ScalarType.STRING]: "string",
  [ScalarType.BYTES]: "[]uint8",
  [ScalarType.UINT32]: "uint32",
  [ScalarType.SFIXED32]: "int32",
  [ScalarType.SFIXED64]: "int64",
  [ScalarType.SINT32]: "int32",
  [ScalarType.SINT64]: "int64",
};

/** Describes a message type to the registry, by Go's names for its types. */
export function valueOfMessage({ typeName, file }: MessageSchema<unknown>): Value {
  if (file !== undefined) return messageValue(file.message(typeName), depth);
  const name = typeName.slice(typeName.lastIndexOf(".") + 1);
  return { name, type: name, values: null };
}

function messageValue(message: DescMessage, levels: number): Value {
  const name = goName(message);
  const values = levels > 1 ? message.fields.map((it) => fieldValue(it, levels - 1)) : [];
  return { name, type: name, values: values.length > 0 ? values : null };
}

function fieldValue(field: DescField, levels: number): Value {
  const { name } = field;
  // Go has no name for the type of a map.
  if (field.fieldKind === "map") return { name, type: "", values: null };
  const element = elementValue(field, field.fieldKind === "list" ? levels - 1 : levels);
  return field.fieldKind === "list" ? listValue(name, element, levels) : { ...element, name };
}

function elementValue({ message, enum: enumeration, scalar }: DescField, levels: number): Value {
  if (message) return messageValue(message, levels);
  if (scalar === ScalarType.BYTES) return listValue("[]uint8", plainValue("uint8"), levels);
  return plainValue(enumeration ? goName(enumeration) : scalars[scalar ?? ScalarType.STRING]);
}

function listValue(name: string, element: Value, levels: number): Value {
  return { name, type: `[]${element.type}`, values: levels > 1 ? [element] : null };
}

function plainValue(type: string): Value {
  return { name: type, type, values: null };
}
