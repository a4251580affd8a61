/*
 * `micro upgrade`: what the templates have become, brought to a project that was written by older ones. Files that
 * nobody touched are replaced, others merged; package.json is changed step by step; stubs are generated anew.
 */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FilePlan, PlannedFile } from "../files/file-plan.js";
import { listFiles, readFiles, readIfThere } from "../files/project-files.js";
import { replaceFiles } from "../files/replace-files.js";
import { generateProject } from "../generate/generate-project.js";
import { LOCKFILE } from "../lock/lockfile.js";
import type { Answers } from "../project/answers.js";
import { type Composition, composeProject, planFiles } from "../project/compose-project.js";
import {
  createManifest,
  hash,
  hashFiles,
  MANIFEST_PATH,
  type Manifest,
  printManifest,
  readManifest,
} from "../project/manifest.js";
import { Refusal } from "../refusal.js";
import { findOrigin, type Origin } from "../tools/origin.js";
import { readToolkitPackage } from "../tools/toolkit.js";
import type { Modified } from "./codemod.js";
import { basePath, decideFile, type Fate } from "./decide-file.js";
import { checkClean, checkTracked } from "./git.js";
import { modifyLockfile } from "./lockfile-codemods.js";
import { recordedAnswers } from "./recorded-answers.js";

export interface UpgradeOptions {
  /** Changes nothing. @default false */
  readonly dryRun?: boolean;
  /** Where the project gets `@ts-micro/*` from. @default where this toolkit itself came from */
  readonly origin?: Origin;
  readonly signal?: AbortSignal;
}

export interface Upgraded {
  readonly from: string;
  readonly to: string;
  /** Files that something was done to, and those of the user's that the template has changed since. */
  readonly files: ReadonlyMap<string, Fate>;
  /** By which steps a file was changed that is not merged line by line. */
  readonly steps: ReadonlyMap<string, readonly string[]>;
}

/** @throws {Refusal} when there is nothing to go by, or something to lose */
export async function upgradeProject(project: string, options: UpgradeOptions = {}): Promise<Upgraded> {
  const { dryRun = false, signal } = options;
  const manifest = await readManifest(project);
  if (manifest === undefined)
    throw new Refusal(`${project} was not written by micro new; there is nothing to upgrade by`);
  await (dryRun ? checkTracked : checkClean)(project);
  const toolkit = await readToolkitPackage();
  if (isNewer(manifest.version, toolkit.version)) {
    throw new Refusal(
      `this project was written by ${manifest.version}, which is newer than this toolkit (${toolkit.version}); use that one`,
    );
  }
  const answers = await recordedAnswers(project, manifest);
  const origin = options.origin ?? (await findOrigin());
  const plan = await planFiles(answers, { origin, toolkit });
  const composed = await compose(answers, { plan, origin, signal });
  const { fates, steps, changes } = await compare(project, { plan, composed, manifest });
  signal?.throwIfAborted();
  if (!dryRun) {
    await replaceFiles(project, changes);
    for (const [path, fate] of fates) if (fate === "removed") await rm(join(project, path), { force: true });
    await renewVendor(project, composed);
    await generateProject(project, { plugin: "own", ...(signal && { signal }) });
    await keepBases(project, composed, fates);
    const written = await hashesAfter(project, { plan, composed, manifest });
    await writeManifest(project, createManifest(toolkit.version, answers, written));
  }
  return { from: manifest.version, to: toolkit.version, files: fates, steps };
}

/** What `micro new` would write today. */
async function compose(answers: Answers, composition: Composition): Promise<FilePlan> {
  const folder = await mkdtemp(join(tmpdir(), "micro-upgrade-"));
  try {
    await composeProject(folder, answers, composition);
    return await readFiles(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Comparison {
  /** Files that come from templates. */
  readonly plan: FilePlan;
  /** Those, completed, and what follows from the contract. */
  readonly composed: FilePlan;
  readonly manifest: Manifest;
}

async function compare(project: string, { plan, composed, manifest }: Comparison) {
  const fates = new Map<string, Fate>();
  const steps = new Map<string, readonly string[]>();
  const changes = new Map<string, PlannedFile>();
  for (const [path, file] of composed) {
    // Handlers and stubs follow from the contract: bringing them up to date is the work of generating.
    if (!plan.has(path)) continue;
    const theirs = Buffer.from(file.contents).toString();
    const ours = await read(project, path);
    const decision = await decideFile({ path, ours, theirs, written: manifest.files[path] }, project);
    if (decision.fate !== undefined) fates.set(path, decision.fate);
    if (decision.steps !== undefined) steps.set(path, decision.steps);
    if (decision.text !== undefined) changes.set(path, { ...file, contents: decision.text });
  }
  const lockfile = await relock(project, composed);
  if (lockfile !== undefined) {
    fates.set(LOCKFILE, "merged");
    steps.set(LOCKFILE, lockfile.steps);
    changes.set(LOCKFILE, { contents: lockfile.text, mode: 0o644 });
  }
  for (const [path, written] of Object.entries(manifest.files)) {
    if (composed.has(path) || isNotOfTemplates(path)) continue;
    const ours = await read(project, path);
    if (ours !== undefined) fates.set(path, hash(ours) === written ? "removed" : "kept");
  }
  return { fates, steps, changes };
}

/** @returns undefined where there is nothing to do, or no lockfile, which npm writes when it installs */
async function relock(project: string, composed: FilePlan): Promise<Modified | undefined> {
  const own = await read(project, LOCKFILE);
  const template = composed.get(LOCKFILE)?.contents;
  if (own === undefined || template === undefined) return undefined;
  const modified = modifyLockfile(own, template.toString());
  return modified.steps.length > 0 ? modified : undefined;
}

/** Generated code and tarballs follow from the rest; what answers the contract is the user's, and never removed. */
function isNotOfTemplates(path: string): boolean {
  return /^(src\/gen|vendor|proto|src\/handler|test)\//.test(path);
}

/** Keeps the template's version of what was merged: the next merge starts from it, and no commit holds it. */
async function keepBases(project: string, composed: FilePlan, fates: Upgraded["files"]): Promise<void> {
  const bases = new Map<string, PlannedFile>();
  for (const [path, file] of composed) {
    if (path === LOCKFILE || (!fates.has(path) && !existsSync(join(project, basePath(path))))) continue;
    if ((await read(project, path)) !== Buffer.from(file.contents).toString())
      bases.set(basePath(path), file);
  }
  await rm(join(project, basePath("")), { recursive: true, force: true });
  await replaceFiles(project, bases);
}

/** What the next upgrade compares with: templates as they are now, all else as it was written last. */
async function hashesAfter(
  project: string,
  { plan, composed, manifest }: Comparison,
): Promise<Record<string, string>> {
  const kept = Object.entries(manifest.files).filter(
    ([path]) => isNotOfTemplates(path) && existsSync(join(project, path)),
  );
  const planned = [...composed].filter(([path]) => plan.has(path));
  const made = [...(await readBelow(project, "src/gen")), ...(await readBelow(project, "vendor"))];
  return { ...Object.fromEntries(kept), ...hashFiles(new Map([...made, ...planned])) };
}

async function readBelow(project: string, folder: string): Promise<[string, PlannedFile][]> {
  const files = await readFiles(join(project, folder));
  return [...files].map(([path, file]) => [`${folder}/${path}`, file]);
}

async function writeManifest(project: string, manifest: Manifest): Promise<void> {
  const file = { contents: printManifest(manifest), mode: 0o644 };
  await replaceFiles(project, new Map([[MANIFEST_PATH, file]]));
}

/** Puts the packages of this toolkit into a project. They may be the very ones that are there. */
async function renewVendor(project: string, composed: FilePlan): Promise<void> {
  const tarballs = new Map([...composed].filter(([path]) => path.startsWith("vendor/")));
  await replaceFiles(project, tarballs);
  for (const file of await listFiles(join(project, "vendor"))) {
    const path = `vendor/${file}`;
    if (/^ts-micro-[a-z]+-.*\.tgz$/.test(file) && !tarballs.has(path)) await rm(join(project, path));
  }
}

async function read(project: string, path: string): Promise<string | undefined> {
  return await readIfThere(join(project, path));
}

/** `0.10.0` is newer than `0.9.1`. */
function isNewer(a: string, b: string): boolean {
  return a.localeCompare(b, "en", { numeric: true }) > 0;
}
