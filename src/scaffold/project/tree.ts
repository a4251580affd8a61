/** Draws paths as a tree, folders first met first, as `tree` does. */
export function drawTree(root: string, paths: readonly string[]): string {
  const lines = [root];
  drawFolder(
    paths.map((path) => path.split("/")),
    "",
    lines,
  );
  return lines.join("\n");
}

function drawFolder(paths: readonly string[][], indent: string, lines: string[]): void {
  const entries = new Map<string, string[][]>();
  for (const [name = "", ...rest] of paths) {
    const below = entries.get(name) ?? [];
    if (rest.length > 0) below.push(rest);
    entries.set(name, below);
  }
  const names = [...entries.keys()];
  for (const [index, name] of names.entries()) {
    const last = index === names.length - 1;
    lines.push(`${indent}${last ? "└── " : "├── "}${name}`);
    drawFolder(entries.get(name) ?? [], `${indent}${last ? "    " : "│   "}`, lines);
  }
}
