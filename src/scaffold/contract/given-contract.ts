import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { FilePlan } from "../files/file-plan.js";
import { readFiles } from "../files/project-files.js";
import { Refusal } from "../refusal.js";
import { withBuf } from "../tools/buf.js";
import { type ContractService, readContract } from "./contract.js";
import { findForeignContract } from "./foreign-contract.js";
import type { LintExceptions } from "./lint-exceptions.js";
import { stageContract } from "./stage-contract.js";

/** A contract that was there before the project. */
export interface GivenContract {
  /** Where it was found: `../protos` */
  readonly from: string;
  readonly files: FilePlan;
  readonly services: readonly ContractService[];
  /** The lint rules that a project has let its files off; undefined for a project that is still to be written. */
  readonly exceptions?: LintExceptions;
}

/** Reads the contract that a project shall be written around. @throws {Refusal} when it is none */
export async function readGivenContract(
  from: string,
  cwd: string,
  signal?: AbortSignal,
): Promise<GivenContract> {
  const contract = await findForeignContract(resolve(cwd, from));
  const folder = await mkdtemp(join(tmpdir(), "micro-from-"));
  try {
    await writeFile(join(folder, "buf.yaml"), "version: v2\nmodules:\n  - path: proto\n");
    const { services } = await withBuf({ folder, signal }, async (buf) => {
      await stageContract(contract, { folder, buf });
      // The project's checks want it so.
      await buf(["format", "--write"]);
      return await readContract(buf);
    }).catch((cause: Error) => {
      signal?.throwIfAborted();
      throw new Refusal(`--from ${from}: ${cause.message}`, { cause });
    });
    if (services.length === 0) throw new Refusal(`--from ${from}: it declares no service`);
    const protos = [...(await readFiles(folder))].filter(([path]) => path.startsWith("proto/"));
    return { from, files: new Map(protos), services };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
