/*
 * `micro new`, from answers to a project on disk: plan, check, prepare, move into place.
 */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Answers } from "./answers.js";
import { createManifest, MANIFEST_PATH, printManifest } from "./manifest.js";
import { findOrigin, type Origin } from "./origin.js";
import { planProject } from "./plan.js";
import { readFiles, writeFiles } from "./project-files.js";
import { Refusal } from "./refusal.js";
import { openStaging } from "./staging.js";
import { generateStubs } from "./stubs.js";
import { loadTemplate } from "./template.js";
import { readToolkitPackage, toolkitRoot } from "./toolkit.js";
import { dependencySpecs, vendorPackages } from "./vendor.js";

export interface NewProjectOptions {
  /** Where the project gets `@ts-micro/*` from. @default where this toolkit itself came from */
  readonly origin?: Origin;
  /** Stops the work; nothing is left of it. */
  readonly signal?: AbortSignal;
}

/** A project as it was written. */
export interface NewProject {
  readonly directory: string;
  /** Every file, sorted. */
  readonly files: readonly string[];
}

/**
 * Writes a project.
 *
 * @throws {Refusal} when its place is taken; nothing was written
 */
export async function newProject(answers: Answers, options: NewProjectOptions = {}): Promise<NewProject> {
  const { directory } = answers.names;
  const { signal } = options;
  await checkPlace(directory);
  const [toolkit, template, origin] = await Promise.all([
    readToolkitPackage(),
    loadTemplate(join(toolkitRoot(), "templates", "new", answers.kind)),
    options.origin ?? findOrigin(),
  ]);
  const specs = dependencySpecs(origin, toolkit.version);
  const plan = planProject(answers, { template, toolkit, specs });
  const staging = await openStaging(directory);
  try {
    await writeFiles(staging.folder, plan);
    await Promise.all([
      generateStubs(staging.folder, signal),
      vendorPackages(origin, staging.folder, signal),
    ]);
    const files = await readFiles(staging.folder);
    const manifest = printManifest(createManifest(toolkit.version, answers, files));
    await writeFiles(staging.folder, new Map([[MANIFEST_PATH, { contents: manifest, mode: 0o644 }]]));
    signal?.throwIfAborted();
    await staging.commit();
    return { directory, files: [...files.keys(), MANIFEST_PATH].sort() };
  } finally {
    await staging.discard();
  }
}

/** @throws {Refusal} unless the folder is absent or empty */
async function checkPlace(directory: string): Promise<void> {
  const found = await stat(directory).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isDirectory()) {
    throw new Refusal(`${directory} is a file; choose another folder`);
  }
  const entries = await readdir(directory);
  if (entries.length === 0) return;
  const named = entries.slice(0, 5).join(", ");
  const more = entries.length > 5 ? `, and ${entries.length - 5} more` : "";
  throw new Refusal(`${directory} is not empty (${named}${more}); choose another folder, or empty this one`);
}
