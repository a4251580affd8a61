import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFileRegistry, type FileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import type { Buf } from "../tools/buf.js";

/**
 * Compiles `.proto` files, with all that they import.
 *
 * @param input a file or a folder @default the folder that buf runs in
 * @throws {Error} with what buf finds wrong
 */
export async function buildFiles(buf: Buf, input = "."): Promise<FileRegistry> {
  const folder = await mkdtemp(join(tmpdir(), "micro-contract-"));
  try {
    const output = join(folder, "contract.binpb");
    await buf(["build", input, "--as-file-descriptor-set", "--output", output]);
    return createFileRegistry(fromBinary(FileDescriptorSetSchema, await readFile(output)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
