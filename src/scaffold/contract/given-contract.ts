import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readFiles } from "../files/project-files.js";
import type { GivenContract } from "../project/answers.js";
import { Refusal } from "../refusal.js";
import { withBuf } from "../tools/buf.js";
import { readContract } from "./contract.js";
import { findForeignContract } from "./foreign-contract.js";
import { stageContract } from "./stage-contract.js";

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
