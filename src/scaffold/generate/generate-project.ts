/*
 * `micro generate`: brings generated code up to date with the contract, and handwritten code with what the
 * contract asks of it. Everything is made elsewhere and put into the project at the end.
 */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Unplaced } from "../contract/anchor.js";
import { type ContractService, readContract } from "../contract/contract.js";
import { findOrphans } from "../contract/find-orphans.js";
import type { Orphan } from "../contract/orphan.js";
import { type HandlerPlan, planHandlers } from "../contract/plan-handlers.js";
import type { FilePlan } from "../files/file-plan.js";
import { replaceFiles } from "../files/replace-files.js";
import { servesCalls } from "../project/answers.js";
import { readManifest } from "../project/manifest.js";
import { type Buf, withBuf } from "../tools/buf.js";
import { type BufTemplate, readBufTemplate } from "../tools/buf-template.js";
import { type Drift, findDrift, generateCode } from "./generated-code.js";

export interface GenerateOptions {
  /** Changes nothing. @default false */
  readonly dryRun?: boolean;
  /** The project whose installed tools are preferred. @default the project itself */
  readonly toolsOf?: string;
  /** Whose plugin generates: the one that is installed, or that of this toolkit, which may be newer. @default "installed" */
  readonly plugin?: "installed" | "own";
  readonly signal?: AbortSignal;
}

/** A file of handwritten code that is new, or has stubs added. What was in it stays. */
export interface HandwrittenFile {
  readonly path: string;
  readonly isNew: boolean;
}

/** What was done, or would be. */
export interface Generated {
  /** How the generated code differed. */
  readonly drift: Drift;
  readonly handwritten: readonly HandwrittenFile[];
  /** What is left for the reader to add. */
  readonly unplaced: readonly Unplaced[];
  /** Handwritten code that the contract has nothing for; it is the reader's to delete. */
  readonly orphans: readonly Orphan[];
}

/** @throws {Refusal} in a folder that is no project */
export async function generateProject(project: string, options: GenerateOptions = {}): Promise<Generated> {
  const { signal, dryRun = false, toolsOf = project, plugin } = options;
  const template = await readBufTemplate(project);
  return await withBuf({ folder: project, toolsOf, plugin, signal }, async (buf) => {
    const code = await generateCode(buf);
    const drift = await findDrift(project, code, template);
    const { files, unplaced, orphans } = await planHandwritten(buf, { project, code, template });
    const handwritten = [...files.keys()].map((path) => ({ path, isNew: !existsSync(join(project, path)) }));
    signal?.throwIfAborted();
    if (!dryRun) {
      const changed = new Set([...drift.stale, ...drift.missing]);
      await replaceFiles(project, new Map([...[...code].filter(([path]) => changed.has(path)), ...files]));
      for (const path of drift.foreign) await rm(join(project, path), { force: true });
    }
    return { drift, handwritten, unplaced, orphans };
  });
}

/** How generated code differs from what the contract says now. */
export async function checkGenerated(project: string, signal?: AbortSignal): Promise<Drift> {
  const template = await readBufTemplate(project);
  return await withBuf({ folder: project, toolsOf: project, signal }, async (buf) =>
    findDrift(project, await generateCode(buf), template),
  );
}

interface Generation {
  readonly project: string;
  readonly code: FilePlan;
  readonly template: BufTemplate;
}

/** What becomes of handwritten code. Only projects that `micro new` wrote have handlers where they can be found. */
async function planHandwritten(
  buf: Buf,
  { project, code, template }: Generation,
): Promise<HandlerPlan & Pick<Generated, "orphans">> {
  const contract = await readContract(buf);
  // Services of imported files have no stubs here, and are not for this project to serve.
  const hasStub = (folder: string) => (it: ContractService) => code.has(stubPath(folder, it));
  const [first = ""] = template.folders;
  const generated = template.folders.find((it) => contract.services.some(hasStub(it))) ?? first;
  const services = contract.services.filter(hasStub(generated));
  const manifest = await readManifest(project);
  const serves = servesCalls(manifest?.answers.kind);
  const registryName = String(manifest?.answers.service);
  const { files, unplaced } = serves
    ? await planHandlers({ project, generated, registryName, services })
    : { files: new Map(), unplaced: [] };
  const orphans = await findOrphans({ project, generated, code, files, services: serves ? services : [] });
  return { files, unplaced, orphans };
}

function stubPath(folder: string, { stub }: ContractService): string {
  return `${folder}/${stub.replace(/\.js$/, ".ts")}`;
}
