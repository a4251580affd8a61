import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** The text of every file below a folder, by path. */
export function readTree(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((it) => it.isFile());
  return Object.fromEntries(
    files.map((it) => {
      const path = join(it.parentPath, it.name);
      return [relative(folder, path).replaceAll("\\", "/"), readFileSync(path, "utf8")];
    }),
  );
}
