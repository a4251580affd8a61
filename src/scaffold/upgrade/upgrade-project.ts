/*
 * `micro upgrade`: what the templates have become, brought to a project that was written by older ones. Files that
 * nobody touched are replaced, others merged; package.json is changed step by step; stubs are generated anew.
 */
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { FilePlan, PlannedFile } from "../files/file-plan.js";
import { listFiles } from "../files/project-files.js";
import { replaceFiles } from "../files/replace-files.js";
import { generateProject } from "../generate/generate-project.js";
import {
  createManifest,
  hash,
  MANIFEST_PATH,
  type Manifest,
  printManifest,
  readManifest,
} from "../project/manifest.js";
import { planProject, templateFolders } from "../project/plan.js";
import { loadTemplates } from "../project/template.js";
import { Refusal } from "../refusal.js";
import { findOrigin, type Origin } from "../tools/origin.js";
import { readToolkitPackage } from "../tools/toolkit.js";
import { dependencySpecs, vendorPackages } from "../tools/vendor.js";
import { checkClean, findCommitted, mergeTexts } from "./git.js";
import { upgradePackage } from "./package-codemods.js";
import { recordedAnswers } from "./recorded-answers.js";

export interface UpgradeOptions {
  /** Changes nothing. @default false */
  readonly dryRun?: boolean;
  /** Where the project gets `@ts-micro/*` from. @default where this toolkit itself came from */
  readonly origin?: Origin;
  readonly signal?: AbortSignal;
}

/** What became of a file. */
export type Fate = "created" | "replaced" | "merged" | "conflict" | "removed" | "kept";

export interface Upgraded {
  readonly from: string;
  readonly to: string;
  /** Files that something was done to, and those of the user's that the template has changed since. */
  readonly files: ReadonlyMap<string, Fate>;
}

/** @throws {Refusal} when there is nothing to go by, or something to lose */
export async function upgradeProject(project: string, options: UpgradeOptions = {}): Promise<Upgraded> {
  const { dryRun = false, signal } = options;
  const manifest = await readManifest(project);
  if (manifest === undefined)
    throw new Refusal(`${project} was not written by micro new; there is nothing to upgrade by`);
  await checkClean(project);
  const toolkit = await readToolkitPackage();
  if (isNewer(manifest.version, toolkit.version)) {
    throw new Refusal(
      `this project was written by ${manifest.version}, which is newer than this toolkit (${toolkit.version}); use that one`,
    );
  }
  const answers = await recordedAnswers(project, manifest);
  const origin = options.origin ?? (await findOrigin());
  const specs = dependencySpecs(origin, toolkit.version);
  const plan = planProject(answers, {
    template: await loadTemplates(templateFolders(answers)),
    toolkit,
    specs,
  });
  const { fates, changes } = await compare(project, { plan, manifest });
  signal?.throwIfAborted();
  if (!dryRun) {
    const next = createManifest(
      toolkit.version,
      answers,
      new Map([...(await unplanned(project, manifest)), ...plan]),
    );
    await replaceFiles(
      project,
      new Map([...changes, [MANIFEST_PATH, { contents: printManifest(next), mode: 0o644 }]]),
    );
    for (const [path, fate] of fates) if (fate === "removed") await rm(join(project, path), { force: true });
    await renewVendor(project, origin, signal);
    await generateProject(project, { ...(signal && { signal }) });
  }
  return { from: manifest.version, to: toolkit.version, files: fates };
}

interface Comparison {
  readonly plan: FilePlan;
  readonly manifest: Manifest;
}

async function compare(project: string, { plan, manifest }: Comparison) {
  const fates = new Map<string, Fate>();
  const changes = new Map<string, PlannedFile>();
  for (const [path, file] of plan) {
    const theirs = Buffer.from(file.contents).toString();
    const ours = await read(project, path);
    const { fate, text } = await decide({ path, ours, theirs, written: manifest.files[path] }, project);
    if (fate !== undefined) fates.set(path, fate);
    if (text !== undefined) changes.set(path, { ...file, contents: text });
  }
  for (const [path, written] of Object.entries(manifest.files)) {
    if (plan.has(path) || isNotFromTemplates(path)) continue;
    const ours = await read(project, path);
    if (ours !== undefined) fates.set(path, hash(ours) === written ? "removed" : "kept");
  }
  return { fates, changes };
}

interface FileState {
  readonly path: string;
  /** As it is; undefined when it is gone. */
  readonly ours: string | undefined;
  /** As the template has it now. */
  readonly theirs: string;
  /** The hash of what was written at first; undefined for a file that the template has gained. */
  readonly written: string | undefined;
}

async function decide(
  state: FileState,
  project: string,
): Promise<{ readonly fate?: Fate; readonly text?: string }> {
  const { path, ours, theirs, written } = state;
  if (ours === theirs) return {};
  if (path === "package.json" && ours !== undefined) {
    const text = upgradePackage(ours, theirs);
    return text === ours ? {} : { fate: "merged", text };
  }
  if (written === undefined) return ours === undefined ? { fate: "created", text: theirs } : { fate: "kept" };
  // What the user changed or removed stays so, as long as the template says what it said.
  if (hash(theirs) === written || ours === undefined) return {};
  if (hash(ours) === written) return { fate: "replaced", text: theirs };
  const base = await findCommitted(project, path, (contents) => hash(contents) === written);
  if (base === undefined) return { fate: "kept" };
  const { text, conflicts } = await mergeTexts({ ours, base, theirs });
  return { fate: conflicts ? "conflict" : "merged", text };
}

/** Generated code and tarballs follow from the rest. */
function isNotFromTemplates(path: string): boolean {
  return path.startsWith("src/gen/") || path.startsWith("vendor/") || path.startsWith("proto/");
}

/** What the manifest knows beside templates: it is not forgotten. */
async function unplanned(project: string, manifest: Manifest): Promise<[string, PlannedFile][]> {
  const paths = Object.keys(manifest.files).filter((it) => isNotFromTemplates(it));
  const files: [string, PlannedFile][] = [];
  for (const path of paths) {
    const contents = await readFile(join(project, path)).catch(() => undefined);
    if (contents !== undefined) files.push([path, { contents, mode: 0o644 }]);
  }
  return files;
}

async function renewVendor(project: string, origin: Origin, signal?: AbortSignal): Promise<void> {
  const folder = join(project, "vendor");
  for (const file of await listFiles(folder)) {
    if (/^ts-micro-[a-z]+-.*\.tgz$/.test(file)) await rm(join(folder, file));
  }
  if (origin.kind === "release") return;
  await mkdir(folder, { recursive: true });
  await vendorPackages(origin, project, signal);
}

async function read(project: string, path: string): Promise<string | undefined> {
  return await readFile(join(project, path), "utf8").catch(() => undefined);
}

/** `0.10.0` is newer than `0.9.1`. */
function isNewer(a: string, b: string): boolean {
  return a.localeCompare(b, "en", { numeric: true }) > 0;
}
