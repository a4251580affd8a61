import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { FilePlan } from "./file-plan.js";
import { mergeInto } from "./merge.js";
import { findConflicts } from "./place.js";
import { writeFiles } from "./project-files.js";

/** Writes files of a folder anew: all of them, or none. @throws {Refusal} where a link or a folder is in the way */
export async function replaceFiles(folder: string, files: FilePlan): Promise<void> {
  if (files.size === 0) return;
  await findConflicts(files, folder);
  const staging = await mkdtemp(join(folder, ".micro-write-"));
  try {
    await writeFiles(staging, files);
    await mergeInto(staging, folder);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}
