/*
 * Whether a project may be written where it shall go.
 */
import { lstat, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { Refusal } from "../refusal.js";
import type { FilePlan } from "./file-plan.js";
import { undefinedIfMissing } from "./undefined-if-missing.js";

/** What a folder may hold and still count as empty: a project has no such files of its own. */
const HARMLESS = /^(\.git|\.hg|\.DS_Store|\.idea|\.vscode|LICENSE(\..*)?|COPYING)$/;

/**
 * @returns whether the folder is absent or holds nothing at all
 * @throws {Refusal} unless the folder is absent or empty, or may be written into by force
 */
export async function checkPlace(directory: string, force: boolean): Promise<boolean> {
  const found = await stat(directory).catch(undefinedIfMissing);
  if (found === undefined) return true;
  if (!found.isDirectory()) throw new Refusal(`${directory} is a file; choose another folder`);
  const all = await readdir(directory);
  const entries = all.filter((it) => !HARMLESS.test(it)).sort();
  if (force || entries.length === 0) return all.length === 0;
  throw new Refusal(
    `${directory} is not empty (${listSome(entries)}); choose another folder, or --force to replace files of the same names`,
  );
}

/**
 * The files that a plan would change in a folder.
 *
 * @throws {Refusal} where a folder or a link stands in a file's way: those are never replaced
 */
export async function findConflicts(plan: FilePlan, directory: string): Promise<string[]> {
  const conflicts: string[] = [];
  for (const [path, file] of plan) {
    await checkWay(directory, path);
    const there = await readFile(join(directory, path)).catch(undefinedIfMissing);
    if (there !== undefined && !there.equals(Buffer.from(file.contents))) conflicts.push(path);
  }
  return conflicts;
}

/** Every part of a path must be a plain folder, and its end a plain file: a link could lead anywhere. */
async function checkWay(directory: string, path: string): Promise<void> {
  const segments = path.split("/");
  for (let depth = 1; depth <= segments.length; depth += 1) {
    const part = segments.slice(0, depth).join("/");
    const found = await lstat(join(directory, part)).catch(undefinedIfMissing);
    if (found === undefined) return;
    const fits = depth === segments.length ? found.isFile() : found.isDirectory();
    if (!fits) {
      const what = found.isSymbolicLink() ? "a link" : found.isDirectory() ? "a folder" : "a file";
      throw new Refusal(`${part} in ${directory} is ${what} and stands in the way of ${path}; move it away`);
    }
  }
}

/** `a, b, c, d, e, and 3 more` */
function listSome(names: readonly string[]): string {
  const some = names.slice(0, 5).join(", ");
  return names.length > 5 ? `${some}, and ${names.length - 5} more` : some;
}
