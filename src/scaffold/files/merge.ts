/*
 * Moves a prepared project into a folder that is there already. Each step is noted; when one fails, all before
 * it are taken back, last first.
 */
import { mkdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import fsExtra from "fs-extra";
import { listFiles } from "./project-files.js";

/** Moves every file below `source` to the same place below `target`. A file that is there is replaced. */
export async function mergeInto(source: string, target: string): Promise<void> {
  const undo: (() => Promise<void>)[] = [];
  const replaced = join(source, ".replaced");
  try {
    for (const path of await listFiles(source)) {
      const destination = join(target, path);
      const made = await mkdir(dirname(destination), { recursive: true });
      if (made !== undefined) undo.push(() => rm(made, { recursive: true, force: true }));
      await putAside(destination, join(replaced, path), undo);
      await fsExtra.rename(join(source, path), destination);
      undo.push(() => fsExtra.rename(destination, join(source, path)));
    }
  } catch (error) {
    for (const step of undo.reverse()) await step();
    throw error;
  }
}

/** Keeps what a file replaces until the whole project is in place. */
async function putAside(file: string, aside: string, undo: (() => Promise<void>)[]): Promise<void> {
  await mkdir(dirname(aside), { recursive: true });
  try {
    await fsExtra.rename(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw new Error(`${basename(file)} cannot be replaced`, { cause: error });
  }
  undo.push(() => fsExtra.rename(aside, file));
}
