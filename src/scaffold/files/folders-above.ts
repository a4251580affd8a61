import { dirname } from "node:path";

/** The folder that something is in, the one above it, and so on up to the root. */
export function foldersAbove(path: string): string[] {
  const folder = dirname(path);
  return folder === dirname(folder) ? [folder] : [folder, ...foldersAbove(folder)];
}
