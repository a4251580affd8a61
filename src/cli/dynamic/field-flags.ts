import type { DescEnum, DescMessage } from "@bufbuild/protobuf";
import type { Value } from "@ts-micro/framework";
import { InvalidArgumentError, Option } from "commander";
import { isJson } from "../text/json-text.js";
import { fieldValue } from "./field-value.js";
import { wellKnownType } from "./well-known.js";

/** A flag that fills a field, and where the field is. */
export interface FieldFlag {
  readonly option: Option;
  /** The names from the request down: `["home_address", "zip_code"]`. */
  readonly path: readonly string[];
}

/**
 * The flags for the fields of a message, and for those of the messages in it: `--home-address.zip-code`.
 *
 * @param described what the service itself says of the message: registries do not know the values of an enum
 */
export function fieldFlags(
  message: Value,
  described?: DescMessage,
  path: readonly string[] = [],
): FieldFlag[] {
  return (message.values ?? []).flatMap((field) => {
    const fieldPath = [...path, field.name];
    const descriptor = described?.fields.find((it) => it.name === field.name);
    const isMessage =
      !field.type.startsWith("[]") &&
      (field.values ?? []).length > 0 &&
      wellKnownType(field, false) === undefined;
    return isMessage
      ? fieldFlags(field, descriptor?.message, fieldPath)
      : [{ option: withChoices(fieldOption(field, fieldPath), descriptor?.enum), path: fieldPath }];
  });
}

/** Whether a field of a message, as a registry describes it, is an enum: or else a message that it says no more of. */
export function mayHaveEnum({ type, values }: Value): boolean {
  return values === null || values.length === 0 ? /^(\[\])?[A-Z]/.test(type) : values.some(mayHaveEnum);
}

/** For help and completion alone: a number is a value of an enum, too. */
function withChoices(option: Option, type: DescEnum | undefined): Option {
  if (type !== undefined) option.argChoices = type.values.map((it) => it.name);
  return option;
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
  const known = wellKnownType(field, path.length > 1);
  if (known !== undefined) return new Option(`${flag} <${known.takes}>`).argParser(known.parse);
  if (type === "bool") return new Option(`${flag} [bool]`, "true when given alone").argParser(parse(type));
  if (type === "")
    return new Option(`${flag} <key=value>`, "may be given several times; a message is JSON").argParser(
      collectEntries,
    );
  if (type.startsWith("[]") && type !== "[]uint8") {
    const element = type.slice(2);
    const knownElement = wellKnownType({ name: element, type: element, values: null }, true);
    const parseElement = knownElement?.parse ?? parse(element);
    return new Option(`${flag} <${knownElement?.takes ?? element}>`, "may be given several times").argParser(
      collect(parseElement),
    );
  }
  return new Option(`${flag} <${type === "[]uint8" ? "base64" : type}>`).argParser(parse(type));
}

/** Option values are JSON texts; those of lists and maps grow as flags are repeated. */
function parse(type: string): (text: string) => string {
  return (text) => fieldValue(type, text);
}

function collect(
  parseElement: (text: string) => string,
): (text: string, before: string | undefined) => string {
  return (text, before) => join(before, parseElement(text), "[]");
}

function collectEntries(text: string, before: string | undefined): string {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) throw new InvalidArgumentError("Expected key=value.");
  return join(before, `${JSON.stringify(key)}:${entryValue(value)}`, "{}");
}

/** Registries do not say what a map holds; a text in braces that reads as JSON is meant as a message. */
function entryValue(text: string): string {
  return text.startsWith("{") && isJson(text) ? text : JSON.stringify(text);
}

function join(before: string | undefined, element: string, [open, close]: string): string {
  return before === undefined ? `${open}${element}${close}` : `${before.slice(0, -1)},${element}${close}`;
}
