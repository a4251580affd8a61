import type { Value } from "@ts-micro/framework";
import { InvalidArgumentError, Option } from "commander";
import { fieldValue } from "./field-value.js";

/** A flag that fills a field, and where the field is. */
export interface FieldFlag {
  readonly option: Option;
  /** The names from the request down: `["home_address", "zip_code"]`. */
  readonly path: readonly string[];
}

/** The flags for the fields of a message, and for those of the messages in it: `--home-address.zip-code`. */
export function fieldFlags(message: Value, path: readonly string[] = []): FieldFlag[] {
  return (message.values ?? []).flatMap((field) => {
    const fieldPath = [...path, field.name];
    const isMessage = !field.type.startsWith("[]") && (field.values ?? []).length > 0;
    return isMessage
      ? fieldFlags(field, fieldPath)
      : [{ option: fieldOption(field, fieldPath), path: fieldPath }];
  });
}

/** The JSON of a message, from the JSON of the fields that were given. */
export function messageJson(fields: readonly (readonly [path: readonly string[], json: string])[]): string {
  const members = new Map<string, [string[], string][]>();
  for (const [[name = "", ...rest], json] of fields) {
    members.set(name, [...(members.get(name) ?? []), [rest, json]]);
  }
  const texts = [...members].map(([name, inner]) => {
    const [first] = inner;
    const json = first?.[0].length === 0 ? first[1] : messageJson(inner);
    return `${JSON.stringify(name)}:${json}`;
  });
  return `{${texts.join(",")}}`;
}

function fieldOption(field: Value, path: readonly string[]): Option {
  const flag = `--${path.map((it) => it.replace(/_/g, "-")).join(".")}`;
  const { type } = field;
  if (type === "bool") return new Option(`${flag} [bool]`, "true when given alone").argParser(parse(type));
  if (type === "")
    return new Option(`${flag} <key=value>`, "may be given several times").argParser(collectEntries);
  if (type.startsWith("[]") && type !== "[]uint8") {
    const element = type.slice(2);
    return new Option(`${flag} <${element}>`, "may be given several times").argParser(collect(element));
  }
  return new Option(`${flag} <${type === "[]uint8" ? "base64" : type}>`).argParser(parse(type));
}

/** Option values are JSON texts; those of lists and maps grow as flags are repeated. */
function parse(type: string): (text: string) => string {
  return (text) => fieldValue(type, text);
}

function collect(type: string): (text: string, before: string | undefined) => string {
  return (text, before) => join(before, fieldValue(type, text), "[]");
}

function collectEntries(text: string, before: string | undefined): string {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined) throw new InvalidArgumentError("Expected key=value.");
  return join(before, `${JSON.stringify(key)}:${JSON.stringify(value)}`, "{}");
}

function join(before: string | undefined, element: string, [open, close]: string): string {
  return before === undefined ? `${open}${element}${close}` : `${before.slice(0, -1)},${element}${close}`;
}
