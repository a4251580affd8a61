/*
 * `micro new`, from answers to a project on disk: plan, check, prepare, move into place.
 */
import type { FilePlan } from "../files/file-plan.js";
import { checkPlace, findConflicts } from "../files/place.js";
import { readFiles, writeFiles } from "../files/project-files.js";
import { openDryStaging, openStaging } from "../files/staging.js";
import { explainWriteFailure } from "../files/write-failure.js";
import { findOrigin, type Origin } from "../tools/origin.js";
import { readToolkitPackage } from "../tools/toolkit.js";
import type { Answers } from "./answers.js";
import { composeProject, planFiles } from "./compose-project.js";
import { createManifest, hashFiles, MANIFEST_PATH, printManifest } from "./manifest.js";

export interface NewProjectOptions {
  /** Where the project gets `@ts-micro/*` from. @default where this toolkit itself came from */
  readonly origin?: Origin;
  /** Writes into a folder that is not empty, and replaces the files of the same names. @default false */
  readonly force?: boolean;
  /** Does everything but the last step. @default false */
  readonly dryRun?: boolean;
  /** Stops the work; nothing is left of it. */
  readonly signal?: AbortSignal;
}

/** A project as it was written. */
export interface NewProject {
  readonly directory: string;
  /** Every file, by its path. */
  readonly files: FilePlan;
  /** The files that were there before, with other contents. */
  readonly replaced: readonly string[];
  /** Whether it is alone in its folder, but for what was installed since. */
  readonly isAlone: boolean;
}

/**
 * Writes a project.
 *
 * @throws {Refusal} when its place is taken; nothing was written
 */
export async function newProject(answers: Answers, options: NewProjectOptions = {}): Promise<NewProject> {
  const { directory } = answers.names;
  const { signal, force = false, dryRun = false } = options;
  const isAlone = await checkPlace(directory, force);
  const origin = options.origin ?? (await findOrigin());
  const toolkit = await readToolkitPackage();
  const plan = await planFiles(answers, { origin, toolkit });
  try {
    const staging = dryRun ? await openDryStaging() : await openStaging(directory);
    try {
      await composeProject(staging.folder, answers, { plan, origin, signal });
      const files = await addManifest(staging.folder, (written) =>
        createManifest(toolkit.version, answers, hashFiles(written)),
      );
      const replaced = await findConflicts(files, directory);
      signal?.throwIfAborted();
      // Without force nothing was there at first: what is there now came meanwhile.
      await staging.commit(force ? replaced : []);
      return { directory, files, replaced, isAlone };
    } finally {
      await staging.discard();
    }
  } catch (error) {
    throw explainWriteFailure(error, directory);
  }
}

/** Writes the manifest of what a folder holds. @returns all of it */
async function addManifest(
  folder: string,
  create: (files: FilePlan) => ReturnType<typeof createManifest>,
): Promise<FilePlan> {
  const files = await readFiles(folder);
  const manifest = { contents: printManifest(create(files)), mode: 0o644 };
  await writeFiles(folder, new Map([[MANIFEST_PATH, manifest]]));
  return new Map([...files, [MANIFEST_PATH, manifest] as const].sort(([a], [b]) => (a < b ? -1 : 1)));
}
