/*
 * A project is prepared in a folder of its own and then moved to its place: it is there as a whole, or not at all.
 */
import { chmod, mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import fsExtra from "fs-extra";
import { mergeInto } from "./merge.js";

/** A project in preparation. */
export interface Staging {
  /** Where to write it: on the file system it will live on. */
  readonly folder: string;
  /** Gives the project its place. What was there and is in the project too is replaced, nothing else is touched. */
  commit(): Promise<void>;
  /** Removes what this staging made and did not commit. Idempotent. */
  discard(): Promise<void>;
}

/** Prepares for `directory`: beside it while there is no such folder, else inside it. */
export async function openStaging(directory: string): Promise<Staging> {
  const exists = await stat(directory).then(
    () => true,
    () => false,
  );
  return exists ? await stageInside(directory) : await stageBeside(directory);
}

/** Prepares for no place at all: to see what would be written. */
export async function openDryStaging(): Promise<Staging> {
  const folder = await mkdtemp(join(tmpdir(), "micro-new-"));
  return {
    folder,
    commit: async () => undefined,
    discard: async () => await rm(folder, { recursive: true, force: true }),
  };
}

async function stageBeside(directory: string): Promise<Staging> {
  const parent = dirname(directory);
  const made = await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, `.${basename(directory)}.micro-`));
  let committed = false;
  return {
    folder,
    commit: async () => {
      await chmod(folder, 0o777 & ~process.umask());
      // Tries again on Windows, where a virus scanner may hold a new file for a moment.
      await fsExtra.rename(folder, directory);
      committed = true;
    },
    discard: async () => {
      if (!committed) await rm(made ?? folder, { recursive: true, force: true });
    },
  };
}

async function stageInside(directory: string): Promise<Staging> {
  const folder = await mkdtemp(join(directory, ".micro-new-"));
  return {
    folder,
    commit: async () => await mergeInto(folder, directory),
    discard: async () => await rm(folder, { recursive: true, force: true }),
  };
}
