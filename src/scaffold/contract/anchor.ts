/*
 * Handwritten files are only ever added to, at a line that says where: the anchor.
 */
import { withLineEndsOf } from "../files/line-ends.js";

/** Text cannot be put where it belongs; it is for the reader to do. */
export interface Unplaced {
  /** The file that it belongs to. */
  readonly path: string;
  /** Why it is not there. */
  readonly reason: string;
  readonly snippet: string;
}

/** Where an anchor is in a text, and what its line is indented by. */
export interface Anchor {
  readonly index: number;
  readonly indent: string;
}

/** @returns undefined when there is no line with it, or more than one */
export function findAnchor(text: string, anchor: string): Anchor | undefined {
  const line = new RegExp(`^([ \\t]*)// ${anchor}\\b.*$`, "gm");
  const [found, ...others] = text.matchAll(line);
  if (found === undefined || others.length > 0) return undefined;
  return { index: found.index, indent: found[1] ?? "" };
}

/** Puts lines before the line of an anchor, with its indentation and the file's own line ends. */
export function insertAtAnchor(text: string, { index, indent }: Anchor, snippet: string): string {
  const lines = snippet
    .replace(/\n$/, "")
    .split("\n")
    .map((it) => (it === "" ? it : `${indent}${it}`));
  return `${text.slice(0, index)}${withLineEndsOf(text, `${lines.join("\n")}\n`)}${text.slice(index)}`;
}

/** Whether the line of an anchor stands in the body of a class: that is what the brace before it opens. */
export function isInClass(text: string, { index, indent }: Anchor): boolean {
  const before = text.slice(0, index);
  const lines = before.split("\n").slice(0, -1);
  const opener = lines.findLastIndex((it) => it.trim() !== "" && indentOf(it).length < indent.length);
  const head = lines.slice(0, opener + 1).join("\n");
  return /\bclass\b[^;{}=]*\{\s*(?:\/\/.*)?$/.test(head);
}

function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}
