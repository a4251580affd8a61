/*
 * Moves a prepared project into a folder that is there already. Each step is noted; when one fails, all before
 * it are taken back, last first.
 */
import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import fsExtra from "fs-extra";
import { listFiles } from "./project-files.js";

/**
 * Moves every file below `source` to the same place below `target`, but for those that are the same there.
 *
 * @param replaceable the paths at which another file may be there already
 */
export async function mergeInto(
  source: string,
  target: string,
  replaceable: ReadonlySet<string>,
): Promise<void> {
  const undo: (() => Promise<void>)[] = [];
  const replaced = join(source, ".replaced");
  try {
    for (const path of await listFiles(source)) {
      const destination = join(target, path);
      if (await isSame(join(source, path), destination)) continue;
      const made = await mkdir(dirname(destination), { recursive: true });
      if (made !== undefined) undo.push(() => rm(made, { recursive: true, force: true }));
      const wasThere = await putAside(destination, join(replaced, path), undo);
      if (wasThere && !replaceable.has(path)) throw new Error(appeared(destination));
      await fsExtra.rename(join(source, path), destination);
      undo.push(() => fsExtra.rename(destination, join(source, path)));
    }
  } catch (error) {
    for (const step of undo.reverse()) await step();
    throw error;
  }
}

/** What is said of a place that was free when it was looked at. */
export function appeared(path: string): string {
  return `${path} was made by someone else meanwhile; it is left alone, and nothing was written`;
}

async function isSame(file: string, other: string): Promise<boolean> {
  const contents = await readFile(other).catch(() => undefined);
  return contents?.equals(await readFile(file)) ?? false;
}

/** Keeps what a file replaces until the whole project is in place. @returns whether there was one */
async function putAside(file: string, aside: string, undo: (() => Promise<void>)[]): Promise<boolean> {
  await mkdir(dirname(aside), { recursive: true });
  try {
    await fsExtra.rename(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
  undo.push(() => fsExtra.rename(aside, file));
  return true;
}
