import { skipLiteral } from "./scan-line.js";

/** A line in pieces: the pieces in the middle stand one step further in. */
export interface BrokenLine {
  readonly head: string;
  readonly items: readonly string[];
  readonly tail: string;
}

interface Group {
  readonly open: number;
  readonly close: number;
  /** Where its items end. */
  readonly commas: readonly number[];
}

/** Splits a line that is too long at the commas of its last outermost list; undefined when it has none. */
export function breakLine(line: string): BrokenLine | undefined {
  const group = outermostGroups(line).findLast((it) => isList(line, it));
  if (group === undefined) return undefined;
  const cuts = [group.open, ...group.commas, group.close];
  const items = cuts
    .slice(1)
    .map((end, index) => line.slice((cuts[index] ?? 0) + 1, end).trim())
    .filter((item) => item !== "");
  const isGeneric = line.charAt(group.close) === ">";
  const last = items.length - 1;
  return {
    head: line.slice(0, group.open + 1),
    items: items.map((item, index) =>
      index === last && (isGeneric || item.startsWith("...")) ? item : `${item},`,
    ),
    tail: line.slice(group.close),
  };
}

/** Whether a group holds a list: parameters, arguments, members, elements or type arguments. */
function isList(line: string, { open, close }: Group): boolean {
  if (line.slice(open + 1, close).trim() === "") return false;
  const before = line.slice(0, open);
  if (line.charAt(open) === "(")
    return /[\w>]$/.test(before) && !/\b(if|for|while|switch|return)$/.test(before);
  if (line.charAt(open) === "<") return before.endsWith(": MessageFns");
  return line.charAt(open) === "{" && !line.slice(open, close).includes(";");
}

function outermostGroups(line: string): readonly Group[] {
  const groups: Group[] = [];
  const opened: number[] = [];
  let commas: number[] = [];
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at);
    if (/["'`/]/.test(char)) at = skipLiteral(line, at);
    else if (/[([{]/.test(char) || (char === "<" && /\w$/.test(line.slice(0, at)))) {
      if (opened.push(at) === 1) commas = [];
    } else if (char === "," && opened.length === 1) commas.push(at);
    else if (/[)\]}]/.test(char) || (char === ">" && opened.length > 0 && line.charAt(at - 1) !== "=")) {
      const open = opened.pop();
      if (open === undefined) return [];
      if (opened.length === 0) groups.push({ open, close: at, commas });
    }
  }
  return opened.length === 0 || groups.length > 0 ? groups : [];
}
