/*
 * A project is prepared in a folder of its own and then moved to its place: it is there as a whole, or not at all.
 */
import { rmSync } from "node:fs";
import { chmod, mkdtemp, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import fsExtra from "fs-extra";
import { makeFolders } from "./made-folders.js";
import { appeared, mergeInto, NotPutBack } from "./merge.js";
import { listFiles } from "./project-files.js";

/** A project in preparation. */
export interface Staging {
  /** Where to write it: on the file system it will live on. */
  readonly folder: string;
  /**
   * Gives the project its place. The files named are replaced, nothing else that is there is touched.
   *
   * @throws {Error} where something is in the way that is not named; then all is as it was
   * @throws {NotPutBack} where that could not be
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
  const removeMade = makeFolders(parent);
  const folder = await mkdtemp(join(parent, `.${basename(directory)}.micro-`)).catch((error) => {
    removeMade();
    throw error;
  });
  const discard = removal(folder, removeMade);
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
  const discard = removal(folder);
  return {
    folder,
    commit: async (replaceable) => {
      try {
        mergeInto(folder, directory, { paths: await listFiles(folder), replaceable: new Set(replaceable) });
      } catch (error) {
        if (error instanceof NotPutBack) discard.forget();
        throw error;
      }
    },
    discard,
  };
}

/** Removes a folder, and what else was made for it, when asked to or when the process ends; unless it is told to forget it. */
function removal(folder: string, also: () => void = () => {}): (() => Promise<void>) & { forget(): void } {
  const remove = () => {
    rmSync(folder, { recursive: true, force: true });
    also();
  };
  // Without a listener it would end the process with no chance to tidy up.
  const onHangup = () => process.exit(HUNG_UP);
  process.once("exit", remove).once("SIGHUP", onHangup);
  let isKept = false;
  const forget = () => {
    isKept = true;
    process.off("exit", remove).off("SIGHUP", onHangup);
  };
  const discard = async () => {
    if (!isKept) remove();
    forget();
  };
  return Object.assign(discard, { forget });
}

/** The exit code of a process whose terminal was closed: 128 + SIGHUP. */
const HUNG_UP = 129;
