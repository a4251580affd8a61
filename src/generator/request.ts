import { FileDescriptorProto } from "ts-proto-descriptors";
import { WireCursor } from "./wire/wire-cursor.js";

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
  const cursor = new WireCursor(bytes);
  while (cursor.next()) {
    if (cursor.field === 1) filesToGenerate.push(cursor.text());
    else if (cursor.field === 2) parameter = cursor.text();
    else if (cursor.field === 3) compilerVersion = readVersion(cursor.value);
    else if (cursor.field === 15) {
      const file = readFile(cursor.value);
      files.set(file.name, file);
    }
  }
  const missing = filesToGenerate.find((name) => !files.has(name));
  if (missing !== undefined) throw new TypeError(`the request does not hold ${missing}, which it asks for`);
  return { parameter, filesToGenerate, files, compilerVersion };
}

/** Comments and positions are most of a descriptor, and most of them are never looked at: they stay bytes. */
function readFile(bytes: Uint8Array): ProtoFile {
  const rest: Uint8Array[] = [];
  let sourceInfo: Uint8Array = new Uint8Array();
  const cursor = new WireCursor(bytes);
  while (cursor.next()) {
    if (cursor.field === 9) sourceInfo = cursor.value;
    else rest.push(cursor.raw);
  }
  const descriptor = FileDescriptorProto.decode(Buffer.concat(rest));
  return { name: descriptor.name, descriptor, bytes, sourceInfo };
}

function readVersion(bytes: Uint8Array): string {
  const numbers = [0, 0, 0];
  const cursor = new WireCursor(bytes);
  while (cursor.next()) if (cursor.field <= 3) numbers[cursor.field - 1] = cursor.uint32();
  return `v${numbers.join(".")}`;
}
