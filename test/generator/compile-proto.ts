import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

const run = promisify(execFile);
const buf = createRequire(import.meta.url).resolve("@bufbuild/buf/bin/buf");

/** Compiles every `.proto` file under a folder with buf: one serialised descriptor a file, imports first. */
export async function compileProto(folder: string): Promise<readonly Uint8Array[]> {
  const { stdout } = await run(process.execPath, [buf, "build", folder, "-o", "-#format=binpb"], {
    encoding: "buffer",
    maxBuffer: 64 * 1024 * 1024,
  });
  const files: Uint8Array[] = [];
  const reader = new BinaryReader(stdout);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === 1) files.push(reader.bytes());
    else reader.skip(wireType, field);
  }
  return files;
}

export interface RequestInit {
  /** Serialised descriptors, imports first. */
  readonly files: readonly Uint8Array[];
  readonly filesToGenerate: readonly string[];
  readonly parameter: string;
}

/** A `CodeGeneratorRequest` as buf sends it to a plugin. */
export function buildRequest({ files, filesToGenerate, parameter }: RequestInit): Uint8Array {
  const writer = new BinaryWriter();
  for (const name of filesToGenerate) writer.tag(1, WireType.LengthDelimited).string(name);
  if (parameter !== "") writer.tag(2, WireType.LengthDelimited).string(parameter);
  for (const file of files) writer.tag(15, WireType.LengthDelimited).bytes(file);
  return writer.finish();
}
