/*
 * A project is prepared in a folder of its own and then moved to its place: it is there as a whole, or not at all.
 */
import { rmSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import fsExtra from "fs-extra";
import { appeared, mergeInto } from "./merge.js";

/** A project in preparation. */
export interface Staging {
  /** Where to write it: on the file system it will live on. */
  readonly folder: string;
  /**
   * Gives the project its place. The files named are replaced, nothing else that is there is touched.
   *
   * @throws {Error} where something is in the way that is not named; then all is as it was
   */
  commit(replaceable: readonly string[]): Promise<void>;
  /** Removes what this staging made and did not commit. Idempotent; it also happens when the process exits. */
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
  return { folder, commit: async () => undefined, discard: removal(folder) };
}

async function stageBeside(directory: string): Promise<Staging> {
  const parent = dirname(directory);
  const made = await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, `.${basename(directory)}.micro-`)).catch(async (error) => {
    if (made !== undefined) await rm(made, { recursive: true, force: true });
    throw error;
  });
  const discard = removal(made ?? folder);
  return {
    folder,
    commit: async () => {
      await chmod(folder, 0o777 & ~process.umask());
      // Tries again on Windows, where a virus scanner may hold a new file for a moment.
      await fsExtra.rename(folder, directory).catch((cause: NodeJS.ErrnoException) => {
        const isTaken = ["ENOTEMPTY", "EEXIST", "ENOTDIR", "EPERM"].includes(cause.code ?? "");
        throw isTaken ? new Error(appeared(directory), { cause }) : cause;
      });
      discard.forget();
    },
    discard,
  };
}

async function stageInside(directory: string): Promise<Staging> {
  const folder = await mkdtemp(join(directory, ".micro-new-"));
  return {
    folder,
    commit: async (replaceable) => await mergeInto(folder, directory, new Set(replaceable)),
    discard: removal(folder),
  };
}

/** Removes a folder when asked to, or else when the process exits, unless it is told to forget it. */
function removal(folder: string): (() => Promise<void>) & { forget(): void } {
  let isKept = false;
  const onExit = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", onExit);
  const forget = () => {
    isKept = true;
    process.off("exit", onExit);
  };
  const remove = async () => {
    if (!isKept) await rm(folder, { recursive: true, force: true });
    forget();
  };
  return Object.assign(remove, { forget });
}
