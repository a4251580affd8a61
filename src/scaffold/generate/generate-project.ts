/*
 * `micro generate`: brings generated code up to date with the contract, and handwritten code with what the
 * contract asks of it. Everything is made elsewhere and put into the project at the end.
 */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Unplaced } from "../contract/anchor.js";
import { type ContractService, readContract } from "../contract/contract.js";
import type { OrphanMethod } from "../contract/orphan-methods.js";
import { type HandlerPlan, planHandlers } from "../contract/plan-handlers.js";
import type { FilePlan } from "../files/file-plan.js";
import { replaceFiles } from "../files/replace-files.js";
import { readManifest } from "../project/manifest.js";
import { type Buf, withBuf } from "../tools/buf.js";
import { readBufTemplate } from "./buf-template.js";
import { type Drift, findDrift, generateCode } from "./generated-code.js";

export interface GenerateOptions {
  /** Changes nothing. @default false */
  readonly dryRun?: boolean;
  /** Where buf and plugins are installed. @default the project */
  readonly toolsOf?: string;
  /** Whose plugin generates: the one that is installed, or that of this toolkit, which may be newer. @default "installed" */
  readonly tools?: "installed" | "own";
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
  /** Handlers of methods that the contract does not have; they are the reader's to delete. */
  readonly orphans: readonly OrphanMethod[];
}

/** @throws {Refusal} in a folder that is no project */
export async function generateProject(project: string, options: GenerateOptions = {}): Promise<Generated> {
  const { signal, dryRun = false, toolsOf = project, tools } = options;
  const template = await readBufTemplate(project);
  return await withBuf({ folder: project, project: toolsOf, tools, signal }, async (buf) => {
    const code = await generateCode(buf);
    const drift = await findDrift(project, code, template);
    const { files, unplaced, orphans } = await planHandwritten(project, code, buf);
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
  return await withBuf({ folder: project, project, signal }, async (buf) =>
    findDrift(project, await generateCode(buf), template),
  );
}

/** Only projects that `micro new` wrote have handlers where they can be found. */
async function planHandwritten(project: string, code: FilePlan, buf: Buf): Promise<HandlerPlan> {
  const nothing: HandlerPlan = { files: new Map(), unplaced: [], orphans: [] };
  const manifest = await readManifest(project);
  if (manifest === undefined || !servesCalls(manifest.answers.kind)) return nothing;
  const { services } = await readContract(buf);
  const generated = findGeneratedFolder(services, code);
  if (generated === undefined) return nothing;
  return await planHandlers({
    project,
    generated,
    registryName: String(manifest.answers.service),
    // Services of imported files have no stubs here, and are not for this project to serve.
    services: services.filter((it) => code.has(stubPath(generated, it))),
  });
}

function servesCalls(kind: unknown): boolean {
  return kind === "service" || kind === "function" || kind === "api";
}

function findGeneratedFolder(services: readonly ContractService[], code: FilePlan): string | undefined {
  for (const service of services) {
    const suffix = `/${stubPath("", service)}`;
    const path = [...code.keys()].find((it) => `/${it}`.endsWith(suffix));
    if (path !== undefined) return path.slice(0, Math.max(0, path.length - suffix.length));
  }
  return undefined;
}

function stubPath(folder: string, { stub }: ContractService): string {
  const file = stub.replace(/\.js$/, ".ts");
  return folder === "" ? file : `${folder}/${file}`;
}
