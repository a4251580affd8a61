import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { BUF_TEMPLATE } from "../generate/buf-template.js";
import { Refusal } from "../refusal.js";

/** The project that a folder is in. @throws {Refusal} when it is in none */
export function findProject(folder: string): string {
  for (let project = folder; ; project = dirname(project)) {
    if (existsSync(join(project, BUF_TEMPLATE))) return project;
    if (project === dirname(project)) break;
  }
  throw new Refusal(`${folder} is in no project: no ${BUF_TEMPLATE} here or above; make one with: micro new`);
}
