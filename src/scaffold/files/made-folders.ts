import { mkdirSync, rmdirSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a folder, and those above it that are missing.
 *
 * @returns what removes again those that were made, as far as nobody has put anything into them since
 */
export function makeFolders(folder: string): () => void {
  const first = mkdirSync(folder, { recursive: true });
  return () => {
    for (let it = folder; first !== undefined && it.length >= first.length; it = dirname(it)) {
      try {
        rmdirSync(it);
      } catch {
        return;
      }
    }
  };
}
