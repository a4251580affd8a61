import type { FilePlan } from "./file-plan.js";
import { findConflicts } from "./place.js";
import { writeFiles } from "./project-files.js";
import { openStaging } from "./staging.js";
import { explainWriteFailure } from "./write-failure.js";

/** Writes files of a folder anew: all of them, or none. @throws {Refusal} where a link or a folder is in the way */
export async function replaceFiles(folder: string, files: FilePlan): Promise<void> {
  if (files.size === 0) return;
  const replaceable = await findConflicts(files, folder);
  try {
    const staging = await openStaging(folder);
    try {
      await writeFiles(staging.folder, files);
      await staging.commit(replaceable);
    } finally {
      await staging.discard();
    }
  } catch (error) {
    throw explainWriteFailure(error, folder);
  }
}
