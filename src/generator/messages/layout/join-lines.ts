import type { CodeLine } from "./code-lines.js";
import { scanLine } from "./scan-line.js";

/** Starts of lines that go on with what the line before began. */
const continues = /^(\?|:|\.|&&|\|\||=>|& |\| )/;

/** Code lines that may become one, as far as they fit. */
export interface JoinedLines extends CodeLine {
  /** How many lines it is made of. */
  readonly count: number;
}

/** Whether a line belongs to the expression of the line before. */
export function isContinuation(line: string): boolean {
  return continues.test(line);
}

/**
 * Joins a line with those that close its brackets or go on with its expression.
 *
 * @param room how long the joined line may be
 * @returns the line alone when they do not fit
 */
export function joinLines(lines: readonly CodeLine[], start: number, room: number): JoinedLines | CodeLine {
  const first = lines[start] ?? empty;
  let next = nextLine(lines, start + 1);
  const expressionGoesOn = !isContinuation(first.text);
  if (!wantsMore(first, expressionGoesOn ? lines[next]?.text : undefined)) return first;
  let joined: CodeLine = first;
  for (;;) {
    const line = lines[next]?.text;
    if (line === undefined || line.startsWith("/") || joined.text.includes("//")) return first;
    const text = glue(joined.text, line);
    if (text.length > room) return first;
    joined = { text, brackets: scanLine(text) };
    const count = next - start + 1;
    next = nextLine(lines, next + 1);
    if (!wantsMore(joined, expressionGoesOn ? lines[next]?.text : undefined)) return { ...joined, count };
  }
}

const empty: CodeLine = { text: "", brackets: scanLine("") };

function nextLine(lines: readonly CodeLine[], from: number): number {
  let at = from;
  while (lines[at]?.text === "") at++;
  return at;
}

function wantsMore({ brackets: { open } }: CodeLine, next: string | undefined): boolean {
  if (open !== "") return !open.endsWith("{");
  return next !== undefined && !next.startsWith("|") && isContinuation(next);
}

function glue(before: string, after: string): string {
  if (/^[)\]]/.test(after)) return before.replace(/,$/, "") + after;
  if (/[([]$/.test(before) || /^\??\./.test(after)) return before + after;
  return `${before} ${after}`;
}
