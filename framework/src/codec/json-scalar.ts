import { type DescEnum, ScalarType } from "@bufbuild/protobuf";
import type { ScalarValue } from "@bufbuild/protobuf/reflect";
import type { ExactJson } from "./exact-json.js";

/**
 * Reads a scalar from whatever a JSON dialect writes for it: numbers as numbers or as text, bytes in either base64.
 *
 * Ranges are left to the message that the value is set on.
 *
 * @throws {TypeError} for JSON of another type
 */
export function readJsonScalar(type: ScalarType, json: ExactJson): ScalarValue {
  switch (type) {
    case ScalarType.STRING:
      if (typeof json === "string") return json;
      break;
    case ScalarType.BOOL:
      if (typeof json === "boolean") return json;
      break;
    case ScalarType.BYTES:
      if (typeof json === "string" && base64.test(json)) return new Uint8Array(Buffer.from(json, "base64"));
      break;
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return readFloat(json);
    case ScalarType.INT32:
    case ScalarType.UINT32:
    case ScalarType.SINT32:
    case ScalarType.FIXED32:
    case ScalarType.SFIXED32:
      return Number(readInteger(json));
    default:
      return readInteger(json);
  }
  throw new TypeError(`expected ${ScalarType[type].toLowerCase()}, got ${jsonType(json)}`);
}

/** Reads the key of a map entry, which JSON has as a string whatever its type. */
export function readJsonMapKey(type: ScalarType, key: string): ScalarValue {
  if (type !== ScalarType.BOOL) return readJsonScalar(type, key);
  if (key !== "true" && key !== "false") throw new TypeError(`expected true or false as key, got "${key}"`);
  return key === "true";
}

/** Reads an enum value from its number or its name. */
export function readJsonEnum(desc: DescEnum, json: ExactJson): number {
  if (typeof json !== "string") return Number(readInteger(json));
  const value = desc.values.find((it) => it.name === json);
  if (value === undefined) throw new TypeError(`${desc.typeName} has no value ${json}`);
  return value.number;
}

/** What a message calls a JSON value: `number`, `list` ... */
export function jsonType(json: ExactJson): string {
  if (json === null) return "null";
  if (Array.isArray(json)) return "list";
  return typeof json === "bigint" ? "number" : typeof json;
}

const base64 = /^[A-Za-z0-9+/_-]*={0,2}$/;
const integerText = /^-?\d+$/;

function readInteger(json: ExactJson): bigint {
  if (typeof json === "bigint") return json;
  if (typeof json === "string" && integerText.test(json)) return BigInt(json);
  const number = typeof json === "string" && json.trim() === json && json !== "" ? Number(json) : json;
  if (typeof number === "number" && Number.isInteger(number)) return BigInt(number);
  throw new TypeError(`expected an integer, got ${typeof json === "string" ? `"${json}"` : jsonType(json)}`);
}

function readFloat(json: ExactJson): number {
  if (typeof json === "number" || typeof json === "bigint") return Number(json);
  if (typeof json === "string" && json.trim() === json && json !== "") {
    const number = Number(json);
    if (!Number.isNaN(number) || json === "NaN") return number;
  }
  throw new TypeError(`expected a number, got ${typeof json === "string" ? `"${json}"` : jsonType(json)}`);
}
