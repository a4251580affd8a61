/*
 * The imports of a module of handwritten code, with or without semicolons, in quotes of either kind.
 */
import { withLineEndsOf } from "../files/line-ends.js";

export interface Import {
  /** `import { a } from "b";`, as it is written. */
  readonly text: string;
  /** What is imported: `{ a }`; empty for what is loaded for its effects. */
  readonly clause: string;
  /** `b` */
  readonly from: string;
  /** Where it begins, and where the next line does. */
  readonly start: number;
  readonly end: number;
}

const IMPORT = /^import(?:\s+|(?=[{*"']))(?:([^"';]*?)\s*from\s*)?["']([^"'\n]+)["'][^\n]*(?:\n|$)/gm;

/** The imports that a module begins with. What looks like one further down may be text. */
export function readImports(text: string): Import[] {
  const imports: Import[] = [];
  for (const match of text.matchAll(IMPORT)) {
    const start = match.index;
    const last = imports.at(-1);
    if (last !== undefined && !isComment(text.slice(last.end, start))) break;
    const [line, clause = "", from = ""] = match;
    imports.push({ text: line.trimEnd(), clause, from, start, end: start + line.length });
  }
  return imports;
}

/** Puts import lines after the last import of a module. @returns undefined when it imports nothing */
export function insertImports(text: string, lines: readonly string[]): string | undefined {
  const last = readImports(text).at(-1);
  if (last === undefined) return undefined;
  const inserted = lines.map((it) => `${inStyleOf(text, it)}\n`).join("");
  return `${text.slice(0, last.end)}${withLineEndsOf(text, inserted)}${text.slice(last.end)}`;
}

/** A line with a semicolon, without it where a module has none. */
export function inStyleOf(text: string, line: string): string {
  const hasSemicolons = readImports(text).some((it) => /;\s*(?:\/\/.*)?$/.test(it.text));
  return hasSemicolons ? line : line.replace(/;$/, "");
}

function isComment(text: string): boolean {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, "").trim() === "";
}
