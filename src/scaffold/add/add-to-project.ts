/*
 * `micro add`: the contract first, then everything that follows from it.
 */

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Unplaced } from "../contract/anchor.js";
import { type Contract, readContract } from "../contract/contract.js";
import { readModules } from "../contract/proto-modules.js";
import type { FilePlan } from "../files/file-plan.js";
import { unixLines, withLineEndsOf } from "../files/line-ends.js";
import { readIfThere } from "../files/project-files.js";
import { replaceFiles } from "../files/replace-files.js";
import { generateProject } from "../generate/generate-project.js";
import { servesCalls } from "../project/answers.js";
import { type Manifest, readManifest } from "../project/manifest.js";
import { Refusal } from "../refusal.js";
import { withBuf } from "../tools/buf.js";
import { readBufTemplate } from "../tools/buf-template.js";
import { splitWords } from "../words.js";
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
  checkAddition(addition, manifest);
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

function checkAddition(addition: Addition, { answers }: Manifest): void {
  if (addition.kind !== "subscriber") return;
  if (addition.topic?.trim() === "") throw new Refusal("--topic is empty; leave it out, or name a topic");
  if (servesCalls(answers.kind)) return;
  throw new Refusal(
    `a project of kind ${answers.kind} has no server that could receive events; add the subscriber to a service`,
  );
}

interface Place {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly project: string;
  readonly signal: AbortSignal | undefined;
}

/** @returns the `.proto` that was written, formatted */
async function edit(addition: Addition, { folder, manifest, project, signal }: Place): Promise<string> {
  return await withBuf({ folder, toolsOf: project, signal }, async (buf) => {
    const contract: Contract = await readContract(buf);
    const path = await editContract(addition, { folder, contract, manifest });
    await buf(["format", "--write", "--path", path]);
    await keepLineEnds(path, { folder, project });
    return path;
  });
}

/** buf ends the lines that it keeps as they were, and others as it likes. */
async function keepLineEnds(
  path: string,
  { folder, project }: Pick<Place, "folder" | "project">,
): Promise<void> {
  const before = await readIfThere(join(project, path));
  if (before === undefined) return;
  const file = join(folder, path);
  await writeFile(file, withLineEndsOf(before, unixLines(await readFile(file, "utf8"))));
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
