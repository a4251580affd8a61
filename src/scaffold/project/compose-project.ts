/*
 * From answers to a folder that holds all that follows from them. `micro new` moves it to its place, `micro upgrade`
 * compares it with what is there.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { exceptFromLint, findLintExceptions } from "../contract/lint-exceptions.js";
import { planHandlers } from "../contract/plan-handlers.js";
import type { FilePlan } from "../files/file-plan.js";
import { writeFiles } from "../files/project-files.js";
import { LOCKFILE, lockProject } from "../lock/lockfile.js";
import { withBuf } from "../tools/buf.js";
import { BUF_TEMPLATE, readBufTemplate } from "../tools/buf-template.js";
import type { Origin } from "../tools/origin.js";
import { sideBySide } from "../tools/side-by-side.js";
import { readLockedPackages, type ToolkitPackage } from "../tools/toolkit.js";
import { dependencySpecs, vendorPackages } from "../tools/vendor.js";
import type { Answers } from "./answers.js";
import { planProject, templateFolders } from "./plan.js";
import { pluginsOf } from "./registry-plugin.js";
import { loadTemplates } from "./template.js";

/** The files of a project that come from templates. */
export async function planFiles(
  answers: Answers,
  { origin, toolkit }: { readonly origin: Origin; readonly toolkit: ToolkitPackage },
): Promise<FilePlan> {
  const specs = dependencySpecs(origin, { version: toolkit.version, plugins: pluginsOf(answers) });
  const template = await loadTemplates(templateFolders(answers));
  return planProject(answers, { template, toolkit, specs });
}

export interface Composition {
  readonly plan: FilePlan;
  readonly origin: Origin;
  readonly signal?: AbortSignal | undefined;
}

/** Writes a plan and what follows from it: tarballs, code and lockfile. */
export async function composeProject(
  folder: string,
  answers: Answers,
  { plan, origin, signal }: Composition,
): Promise<void> {
  await writeFiles(folder, plan);
  await sideBySide(
    [
      (either) => writeCode(folder, answers, either),
      (either) => vendorPackages(origin, folder, { plugins: pluginsOf(answers), signal: either }),
    ],
    signal,
  );
  await writeLockfile(folder, answers);
}

/** Writes what follows from the contract. A template of the user's may have none. */
async function writeCode(folder: string, answers: Answers, signal: AbortSignal): Promise<void> {
  if (!existsSync(join(folder, BUF_TEMPLATE))) return;
  const [generated = ""] = (await readBufTemplate(folder)).folders;
  await withBuf({ folder, signal }, (buf) => buf(["generate"]));
  const { kind, contract, names } = answers;
  if (contract.given === undefined) return;
  const { exceptions = await findLintExceptions(folder, signal) } = contract.given;
  await exceptFromLint(folder, exceptions);
  if (kind === "client") return;
  const { services } = contract.given;
  const { registryName } = names;
  const { files } = await planHandlers({ project: folder, services, generated, registryName });
  await writeFiles(folder, files);
}

/** Other package managers write their own when they first install; so does npm for a template of the user's. */
async function writeLockfile(folder: string, { packageManager, template }: Answers): Promise<void> {
  if (packageManager !== "npm" || template !== undefined) return;
  const contents = await lockProject(folder, await readLockedPackages());
  await writeFiles(folder, new Map([[LOCKFILE, { contents, mode: 0o644 }]]));
}
