import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { Refusal } from "../refusal.js";

export const BUF_TEMPLATE = "buf.gen.yaml";

/** What buf.gen.yaml says of where generated code goes. */
export interface BufTemplate {
  /** `src/gen` */
  readonly folders: readonly string[];
  /** Whether nothing but generated code may be in them. */
  readonly clean: boolean;
}

/** @throws {Refusal} when a project has none, or none that says where code goes */
export async function readBufTemplate(project: string): Promise<BufTemplate> {
  const file = join(project, BUF_TEMPLATE);
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) throw new Refusal(`${file} is missing; it says which code to generate, and where`);
  const template: { clean?: unknown; plugins?: readonly { out?: unknown }[] } = parse(text) ?? {};
  const folders = (template.plugins ?? []).map(({ out }) => out).filter((out) => typeof out === "string");
  if (folders.length === 0) throw new Refusal(`${file} names no plugin with an "out" folder`);
  return { folders: [...new Set(folders.map(normalize))], clean: template.clean === true };
}

/** `./src/gen/` is `src/gen`; the project's own folder is empty. */
function normalize(folder: string): string {
  return folder
    .split("/")
    .filter((it) => it !== "" && it !== ".")
    .join("/");
}
