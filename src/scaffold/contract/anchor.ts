/*
 * Handwritten files are only ever added to, at a line that says where: the anchor.
 */

/** Text cannot be put where it belongs; it is for the reader to do. */
export interface Unplaced {
  /** The file that it belongs to. */
  readonly path: string;
  /** Why it is not there. */
  readonly reason: string;
  readonly snippet: string;
}

/**
 * Puts lines before the line of an anchor, with its indentation and the file's own line ends.
 *
 * @returns undefined when there is no such line, or more than one
 */
export function insertAtAnchor(text: string, anchor: string, snippet: string): string | undefined {
  const line = new RegExp(`^([ \\t]*)// ${anchor}\\b.*$`, "gm");
  const [found, ...others] = text.matchAll(line);
  if (found === undefined || others.length > 0) return undefined;
  const indent = found[1] ?? "";
  const lines = snippet
    .replace(/\n$/, "")
    .split("\n")
    .map((it) => (it === "" ? it : `${indent}${it}`));
  const inserted = `${lines.join("\n")}\n`;
  const before = text.slice(0, found.index);
  return `${before}${withLineEndsOf(text, inserted)}${text.slice(found.index)}`;
}

/** Puts import lines after the last import of a module. @returns undefined when it imports nothing */
export function insertImports(text: string, imports: readonly string[]): string | undefined {
  const last = [...text.matchAll(/^import\b[^;]*;[ \t]*\r?\n/gm)].at(-1);
  if (last === undefined) return undefined;
  const end = last.index + last[0].length;
  return `${text.slice(0, end)}${withLineEndsOf(text, `${imports.join("\n")}\n`)}${text.slice(end)}`;
}

function withLineEndsOf(text: string, inserted: string): string {
  return text.includes("\r\n") ? inserted.replaceAll("\n", "\r\n") : inserted;
}
