import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import type { FilePlan, PlannedFile } from "./file-plan.js";
import { undefinedIfMissing } from "./undefined-if-missing.js";

/** The paths of all files below a folder, sorted, with forward slashes. */
export async function listFiles(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}

/** Reads the files below a folder: all of them, or those whose paths are wanted. */
export async function readFiles(
  folder: string,
  isWanted: (path: string) => boolean = () => true,
): Promise<FilePlan> {
  const paths = (await listFiles(folder)).filter(isWanted);
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await readPlanned(join(folder, path))] as const)),
  );
}

/** Writes every file of a plan below a folder. */
export async function writeFiles(folder: string, files: FilePlan): Promise<void> {
  for (const [path, file] of files) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, file.contents, { mode: file.mode });
  }
}

/** The text of a file. @returns undefined when there is no such file */
export async function readIfThere(file: string): Promise<string | undefined> {
  return await readFile(file, "utf8").catch(undefinedIfMissing);
}

/** Of a file's permissions, only whether it can be executed is part of a project. */
export async function readPlanned(file: string): Promise<PlannedFile> {
  const executable = ((await stat(file)).mode & 0o100) !== 0;
  return { contents: await readFile(file), mode: executable ? 0o755 : 0o644 };
}
