/** A fenced block of a Markdown text. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** What stands before it, back to the block before. */
  readonly before: string;
}

/** A command of a `console` block, and what it prints. */
export interface ConsoleCommand {
  readonly command: string;
  readonly output: readonly string[];
}

export function parseBlocks(markdown: string): Block[] {
  let end = 0;
  return [...markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map((match) => {
    const before = markdown.slice(end, match.index);
    end = match.index + match[0].length;
    return { language: match[1] ?? "", text: match[2] ?? "", before };
  });
}

/** The lines after a `$ ` are what it prints; `...` stands for any lines, or for the rest of one. */
export function parseConsole(text: string): ConsoleCommand[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command = "", ...output] = part.trimEnd().split("\n");
      return { command, output: output.filter((it) => it !== "...") };
    });
}

/** Applies a diff without line numbers: `...` separates its parts, each of which must be found once. */
export function applyDiff(text: string, diff: string): string {
  return diff.split(/^\.\.\.\n/m).reduce((result, part) => {
    const lines = part.trimEnd().split("\n");
    const side = (sign: string): string =>
      lines
        .filter((it) => !it.startsWith(sign))
        .map((it) => `${it.slice(1)}\n`)
        .join("");
    const before = side("+");
    if (result.split(before).length !== 2) throw new Error(`not found exactly once:\n${before}`);
    return result.replace(before, () => side("-"));
  }, text);
}
