import { type LineBrackets, scanLine } from "./scan-line.js";
import { tidyLine } from "./tidy-line.js";

/** One line of code, trimmed and tidy. */
export interface CodeLine {
  readonly text: string;
  readonly brackets: LineBrackets;
}

/** Splits code into lines, each with its closing braces at its start. */
export function splitLines(code: string): CodeLine[] {
  const lines: CodeLine[] = [];
  let inComment = false;
  for (const raw of code.split("\n")) {
    const trimmed = raw.trim();
    if (inComment || trimmed === "" || trimmed.startsWith("/*")) {
      inComment = (inComment || trimmed !== "") && !trimmed.endsWith("*/");
      lines.push({ text: trimmed, brackets: noBrackets });
      continue;
    }
    // ts-proto prints the bar of a union before the member's comment; here it stands before the member
    if (trimmed === "|" || trimmed === "| //") continue;
    pushCode(lines, trimmed.startsWith("{ ") ? memberOfUnion(tidyLine(trimmed)) : tidyLine(trimmed));
  }
  return lines;
}

const noBrackets = scanLine("");

function pushCode(lines: CodeLine[], text: string): void {
  const brackets = scanLine(text);
  if (brackets.lateBrace < 0) {
    lines.push({ text, brackets });
    return;
  }
  const before = text.slice(0, brackets.lateBrace).trim();
  lines.push({ text: before, brackets: scanLine(before) });
  pushCode(lines, text.slice(brackets.lateBrace));
}

function memberOfUnion(line: string): string {
  return line.replace(
    /^\{ ((?:readonly )?\$case: "\w+"), ((?:readonly )?\w+: .*) \}(?:\|(?: \/\/)?)?$/,
    "| { $1; $2 }",
  );
}
