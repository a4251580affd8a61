import { GeneratorError } from "../generator-error.js";

/** What an option may be: one of some words, or text of a certain form. */
export type OptionKind = readonly string[] | TextKind;

type TextKind = "boolean" | "number" | "name part" | "file suffix" | "module";

const forms: Readonly<Record<TextKind, { form: RegExp; expectation: string }>> = {
  boolean: { form: /^(true|false)$/, expectation: "true or false" },
  number: { form: /^-?\d{1,9}$/, expectation: "a whole number" },
  /** Part of a name in TypeScript. */
  "name part": { form: /^[\w$]*$/, expectation: "letters, digits, _ or $" },
  /** Part of the name of a file. */
  "file suffix": { form: /^[\w.-]*$/, expectation: "letters, digits, dots, _ or -" },
  /** What an import may name. */
  module: { form: /^[^\s"'`\\]+$/, expectation: "the name or path of a module" },
};

/** @throws {GeneratorError} naming option, expectation and value */
export function checkOption(name: string, kind: OptionKind, value: string): string {
  const expectation = unmetExpectation(kind, value);
  if (expectation === undefined) return value;
  throw new GeneratorError(`option ${name}: expected ${expectation}, got ${JSON.stringify(value)}`);
}

function unmetExpectation(kind: OptionKind, value: string): string | undefined {
  if (typeof kind === "string") return forms[kind].form.test(value) ? undefined : forms[kind].expectation;
  return kind.includes(value) ? undefined : kind.map((it) => (it === "" ? '""' : it)).join(", ");
}
