/*
 * ts-proto prints code without indentation. Its own formatter takes longer than all else together, so the lines
 * are laid out here, in one pass: only space, line breaks, quotes and the ends of lines change.
 */
import { breakLine } from "./break-line.js";
import { isContinuation, joinLines } from "./join-lines.js";
import { scanLine } from "./scan-line.js";
import { sortImports } from "./sort-imports.js";
import { tidyLine } from "./tidy-line.js";

/** A bracket that is open. */
interface Scope {
  readonly kind: "interface" | "switch" | "other";
  /** The indentation of the line that opened it, and of those within. */
  readonly outer: number;
  readonly inner: number;
}

const lineWidth = 110;

/** Lays out the code that ts-proto printed. */
export function layOut(code: string): string {
  const lines = sortImports(splitLines(code));
  const out: string[] = [];
  const scopes: Scope[] = [];
  const topLevel: Scope = { kind: "other", outer: 0, inner: 0 };
  const scope = () => scopes.at(-1) ?? topLevel;
  const put = (indent: number, text: string) => out.push(" ".repeat(indent * 2) + text);

  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line === "") {
      if (scopes.length <= 1 && mayHoldBlank(out.at(-1), lines[at + 1])) out.push("");
      continue;
    }
    const { inner, kind } = scope();
    if (line.startsWith("/*")) {
      const last = endOfComment(lines, at);
      const indent = isContinuation(lines[last + 1] ?? "") ? inner + 1 : inner;
      for (; at < last; at++) put(indent, starred(lines[at] ?? ""));
      put(indent, starred(lines[at] ?? ""));
      continue;
    }
    const inCase = kind === "switch" && !/^(case |default:|\})/.test(line) ? 1 : 0;
    const goesOn = isContinuation(line) || /[&=|]$/.test(out.at(-1) ?? "");
    const indent = inner + inCase + (goesOn ? 1 : 0);
    const joined = joinLines(lines, at, lineWidth - indent * 2);
    at += joined.count - 1;
    const brackets = scanLine(joined.text);
    const text = endMember(joined.text, kind, brackets.open);

    let outer = indent;
    for (let count = 0; count < brackets.closed; count++) {
      const closed = scopes.pop();
      if (count < brackets.closedFirst) outer = closed?.outer ?? 0;
    }
    putLine(put, outer, text);
    if (text === "}," && scopes.length === 1) out.push("");
    for (const _ of brackets.open) scopes.push({ kind: kindOf(text), outer, inner: outer + 1 });
  }
  while (out.at(-1) === "") out.pop();
  return `${out.join("\n")}\n`;
}

/** Trimmed and tidy lines, each with its closing braces at its start. */
function splitLines(code: string): string[] {
  const lines: string[] = [];
  let inComment = false;
  for (const raw of code.split("\n")) {
    const trimmed = raw.trim();
    if (inComment || trimmed.startsWith("/*") || trimmed === "") {
      inComment = (inComment || trimmed.startsWith("/*")) && !trimmed.endsWith("*/");
      lines.push(trimmed);
      continue;
    }
    if (trimmed === "|" || trimmed === "| //") continue;
    let rest = memberOfUnion(tidyLine(trimmed));
    for (let cut = scanLine(rest).lateBrace; cut > 0; cut = scanLine(rest).lateBrace) {
      lines.push(rest.slice(0, cut).trim());
      rest = rest.slice(cut);
    }
    lines.push(rest);
  }
  return lines;
}

/** ts-proto prints the bar of a union before the member's comment; here it stands before the member. */
function memberOfUnion(line: string): string {
  return line.replace(
    /^\{ ((?:readonly )?\$case: "\w+"), ((?:readonly )?\w+: .*) \}(?:\|(?: \/\/)?)?$/,
    "| { $1; $2 }",
  );
}

function mayHoldBlank(before: string | undefined, next: string | undefined): boolean {
  if (before === undefined || before === "" || next === undefined) return false;
  return !/[{([]$/.test(before) && !/^[})\]]/.test(next) && !isContinuation(next);
}

function endOfComment(lines: readonly string[], start: number): number {
  let at = start;
  while (!lines[at]?.endsWith("*/") && at + 1 < lines.length) at++;
  return at;
}

function starred(line: string): string {
  return line.startsWith("*") ? ` ${line}` : line;
}

/** Members of interfaces end in semicolons. */
function endMember(text: string, kind: Scope["kind"], open: string): string {
  if (kind === "interface" && open === "") return text.replace(/,$/, ";");
  return text;
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
