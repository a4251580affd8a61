import { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import { FileDescriptorProto } from "ts-proto-descriptors";

/** A `.proto` file of the request. */
export interface ProtoFile {
  readonly name: string;
  /** What it declares, without source locations. */
  readonly descriptor: FileDescriptorProto;
  /** The descriptor as it came. */
  readonly bytes: Uint8Array;
  /** A serialised `SourceCodeInfo`: comments and positions. Empty when the request has none. */
  readonly sourceInfo: Uint8Array;
}

/** What buf or protoc asks for. */
export interface GeneratorRequest {
  readonly parameter: string;
  /** The names of the files to generate code for. */
  readonly filesToGenerate: readonly string[];
  /** Every file that is needed, imports before importers, by name. */
  readonly files: ReadonlyMap<string, ProtoFile>;
  /** `v29.3.0`, or `unknown`: buf does not say. */
  readonly compilerVersion: string;
}

/** Reads a serialised `google.protobuf.compiler.CodeGeneratorRequest`. */
export function readRequest(bytes: Uint8Array): GeneratorRequest {
  const filesToGenerate: string[] = [];
  const files = new Map<string, ProtoFile>();
  let parameter = "";
  let compilerVersion = "unknown";
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === 1) filesToGenerate.push(reader.string());
    else if (field === 2) parameter = reader.string();
    else if (field === 3) compilerVersion = readVersion(reader.bytes());
    else if (field === 15) {
      const file = readFile(reader.bytes());
      files.set(file.name, file);
    } else reader.skip(wireType, field);
  }
  const missing = filesToGenerate.find((name) => !files.has(name));
  if (missing !== undefined) throw new TypeError(`the request does not hold ${missing}, which it asks for`);
  return { parameter, filesToGenerate, files, compilerVersion };
}

/** Comments and positions are most of a descriptor, and most of them are never looked at: they stay bytes. */
function readFile(bytes: Uint8Array): ProtoFile {
  const reader = new BinaryReader(bytes);
  const rest = new BinaryWriter();
  let sourceInfo: Uint8Array = new Uint8Array();
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === 9) sourceInfo = reader.bytes();
    else rest.tag(field, wireType).raw(reader.skip(wireType, field));
  }
  const descriptor = FileDescriptorProto.decode(rest.finish());
  return { name: descriptor.name, descriptor, bytes, sourceInfo };
}

function readVersion(bytes: Uint8Array): string {
  const numbers = [0, 0, 0];
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field <= 3) numbers[field - 1] = reader.int32();
    else reader.skip(wireType, field);
  }
  return `v${numbers.join(".")}`;
}
