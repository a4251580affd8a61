/*
 * Moves a prepared project into a folder that is there already. Each step is noted; when one fails, all before
 * it are taken back, last first. Nothing here waits: no signal can end the process between two steps.
 */
import { mkdirSync, readFileSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeFolders } from "./made-folders.js";

/** A merge failed, and something could not be put back to where it was. The message says where it is instead. */
export class NotPutBack extends Error {
  override get name(): string {
    return "NotPutBack";
  }
}

export interface Merge {
  /** Which files of the source to move, with forward slashes. */
  readonly paths: readonly string[];
  /** The paths at which another file may be there already. */
  readonly replaceable: ReadonlySet<string>;
}

/**
 * Moves files below `source` to the same places below `target`, but for those that are the same there.
 *
 * @throws {NotPutBack} when `source` holds what belongs into `target` now; any other error leaves all as it was
 */
export function mergeInto(source: string, target: string, { paths, replaceable }: Merge): void {
  const undo: (() => void)[] = [];
  const replaced = join(source, ".replaced");
  try {
    for (const path of paths) {
      const from = join(source, path);
      const to = join(target, path);
      if (isSame(from, to)) continue;
      undo.push(makeFolders(dirname(to)));
      const wasThere = putAside(to, join(replaced, path), undo);
      if (wasThere && !replaceable.has(path)) throw new Error(appeared(to));
      move(from, to);
      undo.push(() => move(to, from));
    }
  } catch (error) {
    takeBack(undo, error);
    throw error;
  }
}

/** What is said of a place that was free when it was looked at. */
export function appeared(path: string): string {
  return `${path} was made by someone else meanwhile; it is left alone, and nothing was written`;
}

/** A step that fails keeps none of the others from being taken back. */
function takeBack(undo: readonly (() => void)[], cause: unknown): void {
  const problems: string[] = [];
  for (const step of undo.toReversed()) {
    try {
      step();
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  if (problems.length === 0) return;
  const reason = cause instanceof Error ? cause.message : String(cause);
  throw new NotPutBack(`${reason}\nand could not be taken back:\n${problems.join("\n")}`, { cause });
}

function isSame(file: string, other: string): boolean {
  try {
    return readFileSync(other).equals(readFileSync(file));
  } catch {
    // Missing, or not to be read: moving says what there is to say.
    return false;
  }
}

/** Keeps what a file replaces until the whole project is in place. @returns whether there was one */
function putAside(file: string, aside: string, undo: (() => void)[]): boolean {
  mkdirSync(dirname(aside), { recursive: true });
  try {
    move(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
  undo.push(() => move(aside, file));
  return true;
}

/** On Windows a virus scanner may hold a new file for a moment. */
function move(from: string, to: string): void {
  for (let tries = 1; ; tries += 1) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      if (tries === 20 || process.platform !== "win32" || !isHeld(error)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    }
  }
}

function isHeld(error: unknown): boolean {
  return ["EPERM", "EACCES", "EBUSY"].includes((error as NodeJS.ErrnoException).code ?? "");
}
