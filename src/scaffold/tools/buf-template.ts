import { realpath } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { parse } from "yaml";
import { readIfThere } from "../files/project-files.js";
import { undefinedIfMissing } from "../files/undefined-if-missing.js";
import { Refusal } from "../refusal.js";

export const BUF_TEMPLATE = "buf.gen.yaml";

/** What buf.gen.yaml says of where generated code goes. */
export interface BufTemplate {
  /** `src/gen`: all of them below the project's folder. */
  readonly folders: readonly string[];
  /** Whether nothing but generated code may be in them. */
  readonly clean: boolean;
}

/** @throws {Refusal} when a project has none, or none that says where in the project code goes */
export async function readBufTemplate(project: string): Promise<BufTemplate> {
  const file = join(project, BUF_TEMPLATE);
  const text = await readIfThere(file);
  if (text === undefined) throw new Refusal(`${file} is missing; it says which code to generate, and where`);
  const template: { clean?: unknown; plugins?: readonly { out?: unknown }[] } = parse(text) ?? {};
  const outs = (template.plugins ?? []).map(({ out }) => out).filter((out) => typeof out === "string");
  if (outs.length === 0) throw new Refusal(`${file} names no plugin with an "out" folder`);
  const folders = new Set<string>();
  for (const out of outs) {
    const problem = await findProblem(project, out);
    if (problem !== undefined) throw new Refusal(`${file}: out: ${out} ${problem}; try: src/gen`);
    folders.add(normalize(project, out));
  }
  return { folders: [...folders], clean: template.clean === true };
}

/** What is foreign to generated code is deleted, so the folder must be one that can hold nothing else. */
async function findProblem(project: string, out: string): Promise<string | undefined> {
  if (isAbsolute(out)) return "is absolute; give a folder below the project's";
  const segments = normalize(project, out).split("/");
  if (segments[0] === "..") return "is outside the project";
  if (segments[0] === "") return "is the current directory, which holds more than a plugin's output";
  if (segments.some((it) => it.toLowerCase() === ".git")) return "is git's own";
  if (await leadsOut(project, out)) return "is a link that leads out of the project";
  return undefined;
}

async function leadsOut(project: string, out: string): Promise<boolean> {
  const target = await realpath(join(project, out)).catch(undefinedIfMissing);
  return target !== undefined && normalize(await realpath(project), target).startsWith("..");
}

/** `./src/gen/` is `src/gen`. */
function normalize(project: string, folder: string): string {
  return relative(project, resolve(project, folder)).split(sep).join("/");
}
