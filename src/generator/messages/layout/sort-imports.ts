import { compareModules, compareNames } from "../../import-order.js";
import type { CodeLine } from "./code-lines.js";

/** Sorts the import statements of a file, one a line, and the names in each. */
export function sortImports(lines: readonly CodeLine[]): readonly CodeLine[] {
  const first = lines.findIndex(isImport);
  if (first < 0) return lines;
  let end = first;
  while (isImport(lines[end])) end++;
  const imports = lines.slice(first, end).sort((a, b) => compareModules(moduleOf(a), moduleOf(b)));
  return [...lines.slice(0, first), ...imports.map(sortNames), ...lines.slice(end)];
}

function isImport(line: CodeLine | undefined): boolean {
  return line?.text.startsWith("import ") ?? false;
}

function moduleOf({ text }: CodeLine): string {
  return /"([^"]*)";?$/.exec(text)?.[1] ?? "";
}

function sortNames({ text, brackets }: CodeLine): CodeLine {
  const sorted = text.replace(/\{ (.*) \}/, (_, names: string) => {
    const inOrder = names.split(", ").sort((a, b) => compareNames(bare(a), bare(b)));
    return `{ ${inOrder.join(", ")} }`;
  });
  return { text: sorted, brackets };
}

function bare(name: string): string {
  return name.replace(/^type /, "");
}
