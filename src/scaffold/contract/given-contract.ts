import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { writeFiles } from "../files/project-files.js";
import type { GivenContract } from "../project/answers.js";
import { Refusal } from "../refusal.js";
import { withBuf } from "../tools/buf.js";
import { readContract } from "./contract.js";
import { readForeignFiles } from "./foreign-files.js";

/** Reads the contract that a project shall be written around. @throws {Refusal} when it is none */
export async function readGivenContract(
  from: string,
  cwd: string,
  signal?: AbortSignal,
): Promise<GivenContract> {
  const files = await readForeignFiles(resolve(cwd, from));
  const folder = await mkdtemp(join(tmpdir(), "micro-from-"));
  try {
    await writeFiles(folder, files);
    await writeFile(join(folder, "buf.yaml"), "version: v2\nmodules:\n  - path: proto\n");
    const { services } = await withBuf({ folder, signal }, readContract).catch((cause: Error) => {
      signal?.throwIfAborted();
      throw new Refusal(`--from ${from}: ${cause.message}`, { cause });
    });
    if (services.length === 0) throw new Refusal(`--from ${from}: it declares no service`);
    return { from, files, services };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
