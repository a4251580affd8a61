import { existsSync } from "node:fs";
import { join } from "node:path";
import { foldersAbove } from "../files/folders-above.js";
import { Refusal } from "../refusal.js";
import { BUF_TEMPLATE } from "../tools/buf-template.js";

/** The project that a folder is in. @throws {Refusal} when it is in none */
export function findProject(folder: string): string {
  const project = [folder, ...foldersAbove(folder)].find((it) => existsSync(join(it, BUF_TEMPLATE)));
  if (project !== undefined) return project;
  throw new Refusal(`${folder} is in no project: no ${BUF_TEMPLATE} here or above; make one with: micro new`);
}
