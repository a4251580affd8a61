/*
 * What becomes of one file of a project, of which there are three versions: as it was written, as its owner has it
 * now, and as the template has it now.
 */
import { join } from "node:path";
import { readIfThere } from "../files/project-files.js";
import { hash } from "../project/manifest.js";
import { hasBufCodemods, modifyBufFile } from "./buf-codemods.js";
import type { Modified, Versions } from "./codemod.js";
import { findCommitted, mergeTexts } from "./git.js";
import { modifyPackage } from "./package-codemods.js";

/** What became of a file. */
export type Fate = "created" | "replaced" | "merged" | "conflict" | "removed" | "kept";

export interface FileState {
  readonly path: string;
  /** As it is; undefined when it is gone. */
  readonly ours: string | undefined;
  /** As the template has it now. */
  readonly theirs: string;
  /** The hash of what was written; undefined for a file that the template has gained. */
  readonly written: string | undefined;
}

export interface Decision {
  /** Undefined where nothing is to be done. */
  readonly fate?: Fate;
  /** What the file becomes; undefined where it stays. */
  readonly text?: string;
  /** The steps by which it was changed. */
  readonly steps?: readonly string[];
}

export async function decideFile(state: FileState, project: string): Promise<Decision> {
  const { path, ours, theirs, written } = state;
  if (ours === theirs) return {};
  if (written === undefined) return ours === undefined ? { fate: "created", text: theirs } : { fate: "kept" };
  // What the user changed or removed stays so, as long as the template says what it said.
  if (hash(theirs) === written || ours === undefined) return {};
  if (hash(ours) === written) return { fate: "replaced", text: theirs };
  const base = await findBase(project, path, written);
  const modified = modify(path, { own: ours, base, template: theirs });
  if (modified !== undefined) {
    const { text, steps } = modified;
    return text === ours ? {} : { fate: "merged", text, steps };
  }
  if (base === undefined) return { fate: "kept" };
  const { text, conflicts } = await mergeTexts({ ours, base, theirs });
  return { fate: conflicts ? "conflict" : "merged", text };
}

/** Files that everyone changes are changed by steps: a merge of their lines would end in conflicts. */
function modify(path: string, versions: Versions<string>): Modified | undefined {
  if (path === "package.json") return modifyPackage(versions);
  return hasBufCodemods(path) ? modifyBufFile(path, versions) : undefined;
}

/** Where the template's version of a file is kept that its owner has changed: it was never committed as it is. */
export function basePath(path: string): string {
  return `.micro/base/${path}`;
}

/** A file as it was written: kept by the last upgrade, or in the history of the project. */
async function findBase(project: string, path: string, written: string): Promise<string | undefined> {
  const fits = (contents: string) => hash(contents) === written;
  const kept = await readIfThere(join(project, basePath(path)));
  return kept !== undefined && fits(kept) ? kept : await findCommitted(project, path, fits);
}
