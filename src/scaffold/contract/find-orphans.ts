import type { FilePlan } from "../files/file-plan.js";
import type { ContractService } from "./contract.js";
import { findHandler, METHODS_ANCHOR, readHandwritten } from "./handler-files.js";
import type { Orphan } from "./orphan.js";
import { orphanImports } from "./orphan-imports.js";
import { orphanMethods } from "./orphan-methods.js";

export interface OrphanSearch {
  readonly project: string;
  /** The folder of generated code: `src/gen` */
  readonly generated: string;
  /** What is generated now. */
  readonly code: FilePlan;
  /** What handwritten files become. */
  readonly files: FilePlan;
  readonly services: readonly ContractService[];
}

export async function findOrphans({
  project,
  generated,
  code,
  files,
  services,
}: OrphanSearch): Promise<Orphan[]> {
  const existing = await readHandwritten(project, generated);
  return existing.flatMap((file) => {
    const text = files.get(file.path)?.contents.toString() ?? file.text;
    const served = services.filter((it) => findHandler(it, existing) === file);
    return [
      ...orphanImports({ ...file, text }, { generated, code }),
      ...(served.length > 0 ? orphanMethods(served, { ...file, text }, METHODS_ANCHOR) : []),
    ];
  });
}
