/*
 * `micro add`: the contract first, then everything that follows from it.
 */
import type { Unplaced } from "../contract/anchor.js";
import { type Contract, readContract } from "../contract/contract.js";
import { readModules } from "../contract/proto-modules.js";
import type { FilePlan } from "../files/file-plan.js";
import { replaceFiles } from "../files/replace-files.js";
import { readBufTemplate } from "../generate/buf-template.js";
import { generateProject } from "../generate/generate-project.js";
import { type Manifest, readManifest } from "../project/manifest.js";
import { splitWords } from "../project/names.js";
import { Refusal } from "../refusal.js";
import { withBuf } from "../tools/buf.js";
import { type Addition, editContract } from "./addition.js";
import { withBench } from "./bench.js";
import { writeSubscriber } from "./subscriber-code.js";

export interface AddOptions {
  /** Changes nothing. @default false */
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
}

export interface Added {
  /** What was written, by path. */
  readonly files: FilePlan;
  /** What is left for the reader to do. */
  readonly unplaced: readonly Unplaced[];
}

/** @throws {Refusal} when it cannot be added; nothing was changed */
export async function addToProject(
  project: string,
  addition: Addition,
  options: AddOptions = {},
): Promise<Added> {
  const { dryRun = false, signal } = options;
  const manifest = await readManifest(project);
  if (manifest === undefined) {
    throw new Refusal(
      `${project} was not written by micro new; edit the contract yourself, then run: micro generate`,
    );
  }
  const { changes, result } = await withBench(project, async (folder) => {
    const contract = await edit(addition, { folder, manifest, project, signal });
    const { unplaced } = await generateProject(folder, { toolsOf: project, ...(signal && { signal }) });
    const more =
      addition.kind === "subscriber" ? await subscribe(addition, { folder, manifest, proto: contract }) : [];
    return [...unplaced, ...more];
  });
  signal?.throwIfAborted();
  if (!dryRun) await replaceFiles(project, changes);
  return { files: changes, unplaced: result };
}

interface Place {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly project: string;
  readonly signal: AbortSignal | undefined;
}

/** @returns the `.proto` that was written, formatted */
async function edit(addition: Addition, { folder, manifest, project, signal }: Place): Promise<string> {
  return await withBuf({ folder, project, signal }, async (buf) => {
    const contract: Contract = await readContract(buf);
    const path = await editContract(addition, { folder, contract, manifest });
    await buf(["format", "--write", "--path", path]);
    return path;
  });
}

async function subscribe(
  addition: Addition & { kind: "subscriber" },
  { folder, manifest, proto }: { folder: string; manifest: Manifest; proto: string },
): Promise<Unplaced[]> {
  const [generated = ""] = (await readBufTemplate(folder)).folders;
  const module = (await readModules(folder)).find((it) => proto.startsWith(`${it}/`));
  const name = module === undefined ? proto : proto.slice(module.length + 1);
  return await writeSubscriber(folder, {
    name: addition.name,
    topic: addition.topic ?? splitWords(addition.name).join("-"),
    module: `${generated}/${name.replace(/\.proto$/, "")}`,
    service: String(manifest.answers.service),
  });
}
