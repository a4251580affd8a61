/*
 * From answers to a folder that holds all that follows from them. `micro new` moves it to its place, `micro upgrade`
 * compares it with what is there.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { exceptFromLint } from "../contract/lint-exceptions.js";
import { planHandlers } from "../contract/plan-handlers.js";
import type { FilePlan } from "../files/file-plan.js";
import { writeFiles } from "../files/project-files.js";
import { BUF_TEMPLATE } from "../generate/buf-template.js";
import { withBuf } from "../tools/buf.js";
import type { Origin } from "../tools/origin.js";
import type { ToolkitPackage } from "../tools/toolkit.js";
import { dependencySpecs } from "../tools/vendor.js";
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

/** Writes a plan and what follows from its contract. A template of the user's may have none. */
export async function composeProject(
  folder: string,
  answers: Answers,
  { plan, signal }: { readonly plan: FilePlan; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  await writeFiles(folder, plan);
  if (!existsSync(join(folder, BUF_TEMPLATE))) return;
  await withBuf({ folder, signal }, (buf) => buf(["generate"]));
  const { kind, contract, names } = answers;
  if (contract.given === undefined) return;
  await exceptFromLint(folder, signal);
  if (kind === "client") return;
  const { services } = contract.given;
  const { registryName } = names;
  const { files } = await planHandlers({ project: folder, services, generated: "src/gen", registryName });
  await writeFiles(folder, files);
}
