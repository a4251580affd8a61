import { compareModules, compareNames } from "../../import-order.js";

/** Sorts the import statements of a file, one a line, and the names in each. */
export function sortImports(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line.startsWith("import "));
  if (first < 0) return lines;
  let end = first;
  while (lines[end]?.startsWith("import ")) end++;
  const imports = lines.slice(first, end).sort((a, b) => compareModules(moduleOf(a), moduleOf(b)));
  return [...lines.slice(0, first), ...imports.map(sortNames), ...lines.slice(end)];
}

function moduleOf(line: string): string {
  return /"([^"]*)";?$/.exec(line)?.[1] ?? "";
}

function sortNames(line: string): string {
  return line.replace(/\{ (.*) \}/, (_, names: string) => {
    const sorted = names.split(", ").sort((a, b) => compareNames(bare(a), bare(b)));
    return `{ ${sorted.join(", ")} }`;
  });
}

function bare(name: string): string {
  return name.replace(/^type /, "");
}
