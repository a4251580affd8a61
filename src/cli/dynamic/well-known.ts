/*
 * Flags for `google.protobuf.Timestamp` and its like, which are typed as one text. What they send is the form of plain
 * messages, which services read in every dialect of JSON; only those that stand for any JSON go as they are.
 */
import type { Value } from "@ts-micro/framework";
import { InvalidArgumentError } from "commander";
import { fieldValue } from "./field-value.js";

/** A type whose messages are typed as one text. */
export interface WellKnownType {
  /** What its flag takes. */
  readonly takes: string;
  /** Its fields, by which it is told from a type of the user's that has its name. */
  readonly fields: readonly string[];
  /** @throws {InvalidArgumentError} that says what the type takes */
  parse(text: string): string;
}

const kinds = ["null_value", "number_value", "string_value", "bool_value", "struct_value", "list_value"];

const types: Readonly<Record<string, WellKnownType>> = {
  Struct: { takes: "json", fields: ["fields"], parse: jsonObject },
  Any: { takes: "json", fields: ["type_url", "value"], parse: jsonObject },
  Value: { takes: "json", fields: kinds, parse: json },
  ListValue: { takes: "json", fields: ["values"], parse: json },
  Timestamp: { takes: "RFC 3339", fields: ["seconds", "nanos"], parse: timestamp },
  Duration: { takes: "1.5s", fields: ["seconds", "nanos"], parse: duration },
  FieldMask: { takes: "path,path", fields: ["paths"], parse: fieldMask },
  DoubleValue: wrapper("float64"),
  FloatValue: wrapper("float32"),
  Int64Value: wrapper("int64"),
  UInt64Value: wrapper("uint64"),
  Int32Value: wrapper("int32"),
  UInt32Value: wrapper("uint32"),
  BoolValue: wrapper("bool"),
  StringValue: wrapper("string"),
  BytesValue: wrapper("[]uint8"),
};

/**
 * The well-known type of a field, if it has one.
 *
 * @param isDeep whether the field lies where services describe messages by their names alone
 */
export function wellKnownType({ type, values }: Value, isDeep: boolean): WellKnownType | undefined {
  const known = Object.hasOwn(types, type) ? types[type] : undefined;
  if (known === undefined) return undefined;
  if (values === null || values.length === 0) return isDeep ? known : undefined;
  return known.fields.every((it) => values.some(({ name }) => name === it)) ? known : undefined;
}

function wrapper(type: string): WellKnownType {
  const parse = (text: string): string => `{"value":${fieldValue(type, text)}}`;
  return { takes: type === "[]uint8" ? "base64" : type, fields: ["value"], parse };
}

function json(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw new InvalidArgumentError(`Expected JSON, such as 1, '"text"' or '{"a":1}'.`);
  }
}

function jsonObject(text: string): string {
  if (json(text).trimStart().startsWith("{")) return text;
  throw new InvalidArgumentError("Expected a JSON object.");
}

function timestamp(text: string): string {
  const shape = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/i;
  const [, time, fraction = "", zone] = shape.exec(text) ?? [];
  const milliseconds = Date.parse(`${time}${zone}`.toUpperCase());
  if (!Number.isNaN(milliseconds)) return secondsJson(String(milliseconds / 1_000), fraction);
  throw new InvalidArgumentError("Expected a time such as 2024-05-01T12:00:00Z.");
}

function duration(text: string): string {
  const [, sign = "", seconds, fraction = ""] = /^(-?)(\d+)(?:\.(\d{1,9}))?s$/.exec(text) ?? [];
  if (seconds !== undefined) return secondsJson(String(BigInt(`${sign}${seconds}`)), fraction, sign);
  throw new InvalidArgumentError("Expected seconds such as 1.5s.");
}

function secondsJson(seconds: string, fraction: string, sign = ""): string {
  const nanos = Number(fraction.padEnd(9, "0"));
  return `{"seconds":${seconds},"nanos":${nanos === 0 ? 0 : `${sign}${nanos}`}}`;
}

/** Paths are those of the `.proto`, whichever way they are spelt. */
function fieldMask(text: string): string {
  const paths = text === "" ? [] : text.split(",");
  return JSON.stringify({
    paths: paths.map((it) => it.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)),
  });
}
