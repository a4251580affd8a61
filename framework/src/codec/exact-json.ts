import { randomUUID } from "node:crypto";
import type { JsonValue } from "@bufbuild/protobuf";

/** A JSON value in which integers that a double cannot hold are bigints. */
export type ExactJson =
  | string
  | number
  | bigint
  | boolean
  | null
  | ExactJson[]
  | { [key: string]: ExactJson };

const longDigits = /\d{16}/;
const stringOrLongInteger = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\d.eE+-])-?[1-9]\d{15,}(?![\d.eE])/g;

/** Whether JSON may hold an integer that a double cannot. */
export function hasLongDigits(text: string): boolean {
  return longDigits.test(text);
}

/**
 * Parses JSON without losing a digit of any integer.
 *
 * @throws {SyntaxError} for text that is not JSON
 */
export function parseExactJson(text: string): ExactJson {
  if (!hasLongDigits(text)) return JSON.parse(text) as ExactJson;
  // Long integers pass JSON.parse as strings behind a mark that the text's author cannot have guessed.
  const mark = randomUUID();
  const marked = text.replace(stringOrLongInteger, (found) =>
    found.startsWith('"') ? found : `"${mark}${found}"`,
  );
  return JSON.parse(marked, (_key, value: ExactJson) =>
    typeof value === "string" && value.startsWith(mark) ? exactInteger(value.slice(mark.length)) : value,
  ) as ExactJson;
}

/** The same value without bigints: for readers that know only JSON's own types. */
export function toPlainJson(value: ExactJson): JsonValue {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(toPlainJson);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, toPlainJson(it)]));
}

/** Writes a value as JSON, bigints as bare numbers. */
export function writeExactJson(value: ExactJson): string {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${value.map(writeExactJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, it]) => `${JSON.stringify(key)}:${writeExactJson(it)}`);
  return `{${members.join(",")}}`;
}

function exactInteger(digits: string): number | bigint {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : BigInt(digits);
}
