import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { CodeGeneratorRequest, FileDescriptorSet } from "ts-proto-descriptors";

const run = promisify(execFile);
const buf = createRequire(import.meta.url).resolve("@bufbuild/buf/bin/buf");

/** Compiles every `.proto` file under a folder with buf. */
export async function compileProto(folder: string): Promise<FileDescriptorSet> {
  const { stdout } = await run(process.execPath, [buf, "build", folder, "-o", "-#format=binpb"], {
    encoding: "buffer",
    maxBuffer: 64 * 1024 * 1024,
  });
  return FileDescriptorSet.decode(stdout);
}

/** What buf would send to a plugin. */
export function requestFor(files: FileDescriptorSet, toGenerate: string[], parameter: string): Uint8Array {
  const request = {
    ...CodeGeneratorRequest.create(),
    fileToGenerate: toGenerate,
    parameter,
    protoFile: files.file,
  };
  return CodeGeneratorRequest.encode(request).finish();
}
