import { scanLine } from "./scan-line.js";

/** Starts of lines that go on with what the line before began. */
const continues = /^(\?|:|\.|&&|\|\||=>|& |\| )/;

/** Code lines that may become one, as far as they fit. */
export interface JoinedLines {
  readonly text: string;
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
 * @param lines tidy lines
 * @param room how long the joined line may be
 * @returns the line alone when they do not fit
 */
export function joinLines(lines: readonly string[], start: number, room: number): JoinedLines {
  const first = lines[start] ?? "";
  const alone: JoinedLines = { text: first, count: 1 };
  let text = first;
  let count = 1;
  for (;;) {
    const next = nextLine(lines, start + count);
    if (!wantsMore(text, isContinuation(first) ? undefined : lines[next])) return { text, count };
    const line = lines[next];
    if (line === undefined || line.startsWith("/") || text.includes("//")) return alone;
    text = glue(text, line);
    if (text.length > room) return alone;
    count = next - start + 1;
  }
}

function nextLine(lines: readonly string[], from: number): number {
  let at = from;
  while (lines[at] === "") at++;
  return at;
}

function wantsMore(text: string, next: string | undefined): boolean {
  const { open } = scanLine(text);
  if (/[([]$/.test(open)) return true;
  return next !== undefined && open === "" && isContinuation(next) && !next.startsWith("|");
}

function glue(before: string, after: string): string {
  if (/^[)\]]/.test(after)) return before.replace(/,$/, "") + after;
  if (/[([]$/.test(before) || /^\??\./.test(after)) return before + after;
  return `${before} ${after}`;
}
