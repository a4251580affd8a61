import type { DescEnum, DescField, DescMessage } from "@bufbuild/protobuf";
import { CommandError } from "../failure.js";
import { choices } from "../suggestion.js";

/**
 * Checks what a descriptor tells and a registry does not: that no two members of a oneof are given, and that enums have
 * the values that are named.
 *
 * @throws {CommandError} naming both members, or the values that there are
 */
export function checkDescribed(message: DescMessage, request: unknown): void {
  checkMessage(message, request, []);
}

function checkMessage(message: DescMessage, request: unknown, path: readonly string[]): void {
  if (typeof request !== "object" || request === null || Array.isArray(request)) return;
  if (message.typeName.startsWith("google.protobuf.")) return;
  const given = new Map<string, string>();
  for (const [name, value] of Object.entries(request)) {
    const field = message.fields.find((it) => it.name === name || it.jsonName === name);
    if (field === undefined || value === null) continue;
    const { oneof } = field;
    const before = oneof && given.get(oneof.name);
    if (oneof !== undefined && before !== undefined && before !== field.name) {
      const where = [...path, before].join(".");
      throw new CommandError(
        `"${where}" and "${[...path, name].join(".")}" are both given, of which ${message.name} takes one (oneof ${oneof.name})`,
      );
    }
    if (oneof !== undefined) given.set(oneof.name, field.name);
    for (const item of itemsOf(field, value)) checkItem(field, item, [...path, name]);
  }
}

function checkItem(field: DescField, item: unknown, path: readonly string[]): void {
  if (field.message) checkMessage(field.message, item, path);
  else if (field.enum) checkEnum(field.enum, item, path);
}

function checkEnum({ name, typeName, values }: DescEnum, item: unknown, path: readonly string[]): void {
  if (typeof item !== "string" || typeName.startsWith("google.protobuf.") || /^-?\d+$/.test(item)) return;
  const names = values.map((it) => it.name);
  if (names.includes(item)) return;
  throw new CommandError(`${path.join(".")}: ${name} has no value "${item}"${choices(item, names)}`);
}

/** Each message of a list or a map, or the one of a plain field. */
function itemsOf({ fieldKind }: DescField, value: unknown): readonly unknown[] {
  if (fieldKind === "list") return Array.isArray(value) ? value : [];
  if (fieldKind === "map") return typeof value === "object" && value !== null ? Object.values(value) : [];
  return [value];
}
