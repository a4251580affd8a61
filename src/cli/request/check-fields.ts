import type { Value } from "@ts-micro/framework";
import { CommandError } from "../failure.js";
import { suggestion } from "../suggestion.js";

/** Types whose JSON is not made of their fields: maps, which have no name, and `google.protobuf.Struct` and its like. */
const freeForm = ["", "Struct", "Value", "ListValue", "Any"];

/**
 * Checks that a request has no field that its message lacks, as far down as the service described it.
 *
 * @throws {CommandError} naming the field by its path, and what there is instead
 */
export function checkFields(message: Value, request: unknown): void {
  check(message, request, []);
}

function check(described: Value, value: unknown, path: readonly string[]): void {
  if (freeForm.includes(described.type)) return;
  const inner = described.values ?? [];
  if (Array.isArray(value)) {
    const [element] = inner;
    if (element !== undefined) for (const item of value) check(element, item, path);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  // A message inside another without fields may only lie deeper than services describe.
  if (inner.length === 0 && path.length > 0) return;
  for (const [name, fieldValue] of Object.entries(value)) {
    const field = inner.find((it) => it.name === name || lowerCamelCase(it.name) === name);
    if (field === undefined) throw unknownField(described, [...path, name]);
    check(field, fieldValue, [...path, name]);
  }
}

function unknownField(message: Value, path: readonly string[]): CommandError {
  const names = (message.values ?? []).map((it) => it.name);
  const hint = names.length === 0 ? "; it has no fields" : suggestion(path.at(-1), names);
  return new CommandError(`${message.type} has no field "${path.join(".")}"${hint}`);
}

/** Both spellings of a field are read: `big_number` and `bigNumber`. */
function lowerCamelCase(name: string): string {
  return name.replace(/_+([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
