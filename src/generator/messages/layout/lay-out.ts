/*
 * ts-proto prints code without indentation. Its own formatter takes longer than all else together, so the lines
 * are laid out here, in one pass: only space, line breaks, quotes and the ends of lines change.
 */
import { breakLine } from "./break-line.js";
import { splitLines } from "./code-lines.js";
import { isContinuation, joinLines } from "./join-lines.js";
import { sortImports } from "./sort-imports.js";

/** A bracket that is open. */
interface Scope {
  readonly kind: "interface" | "switch" | "other";
  /** The indentation of the line that opened it, and of those within. */
  readonly outer: number;
  readonly inner: number;
}

const lineWidth = 110;
const topLevel: Scope = { kind: "other", outer: 0, inner: 0 };

/** Lays out the code that ts-proto printed. */
export function layOut(code: string): string {
  const lines = sortImports(splitLines(code));
  const out: string[] = [];
  const scopes: Scope[] = [];
  const put = (indent: number, text: string) => out.push(spaces(indent) + text);

  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]?.text ?? "";
    const before = out.at(-1) ?? "";
    const { inner, kind } = scopes.at(-1) ?? topLevel;
    if (line === "") {
      if (scopes.length <= 1 && mayHoldBlank(before, lines[at + 1]?.text)) out.push("");
      continue;
    }
    if (line.startsWith("/*")) {
      let last = at;
      while (!lines[last]?.text.endsWith("*/") && last + 1 < lines.length) last++;
      const indent = isContinuation(lines[last + 1]?.text ?? "") ? inner + 1 : inner;
      for (; at <= last; at++) put(indent, starred(lines[at]?.text ?? ""));
      at = last;
      continue;
    }
    const inCase = kind === "switch" && !/^(case |default:|\})/.test(line);
    const goesOn = isContinuation(line) || /[&=|]$/.test(before);
    const indent = inner + (inCase ? 1 : 0) + (goesOn ? 1 : 0);
    const joined = joinLines(lines, at, lineWidth - indent * 2);
    if ("count" in joined) at += joined.count - 1;
    const { text, brackets } = joined;

    let outer = indent;
    for (let count = 0; count < brackets.closed; count++) {
      const closed = scopes.pop();
      if (count < brackets.closedFirst) outer = closed?.outer ?? 0;
    }
    const isMember = kind === "interface" && brackets.open === "" && text.endsWith(",");
    putLine(put, outer, isMember ? `${text.slice(0, -1)};` : text);
    if (text === "}," && scopes.length === 1) out.push("");
    if (brackets.open === "") continue;
    const scope: Scope = { kind: kindOf(text), outer, inner: outer + 1 };
    for (const _ of brackets.open) scopes.push(scope);
  }
  while (out.at(-1) === "") out.pop();
  return `${out.join("\n")}\n`;
}

const indents: string[] = [];

function spaces(indent: number): string {
  indents[indent] ??= " ".repeat(indent * 2);
  return indents[indent];
}

function mayHoldBlank(before: string, next: string | undefined): boolean {
  if (before === "" || next === undefined || next === "") return false;
  return !/[{([]$/.test(before) && !/^[})\]]/.test(next) && !isContinuation(next);
}

function starred(line: string): string {
  return line.startsWith("*") ? ` ${line}` : line;
}

function kindOf(text: string): Scope["kind"] {
  if (/^(export )?interface /.test(text)) return "interface";
  return text.startsWith("switch (") ? "switch" : "other";
}

function putLine(put: (indent: number, text: string) => void, indent: number, text: string): void {
  const broken = indent * 2 + text.length > lineWidth ? breakLine(text) : undefined;
  if (broken === undefined) {
    put(indent, text);
    return;
  }
  put(indent, broken.head);
  for (const item of broken.items) put(indent + 1, item);
  put(indent, broken.tail);
}
