import type { DescriptorProto, FieldDescriptorProto, FileDescriptorProto } from "ts-proto-descriptors";
import type { ProtoFile } from "../request.js";
import type { TypeIndex } from "./type-index.js";

/**
 * The files that declare what a file's messages and methods are made of, by name.
 *
 * An import that serves options alone (`google/api/annotations.proto`) is not among them: nothing is generated
 * for it. A type that reaches the file through a public import counts for the file that declares it.
 */
export function usedFiles(file: ProtoFile, types: TypeIndex): ProtoFile[] {
  const used = new Map<string, ProtoFile>();
  for (const typeName of referencedTypes(file.descriptor)) {
    const declaring = types.fileOf(typeName);
    if (declaring !== file) used.set(declaring.name, declaring);
  }
  return [...used.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function* referencedTypes(file: FileDescriptorProto): Iterable<string> {
  for (const message of file.messageType) yield* typesOfMessage(message);
  yield* typesOfExtensions(file.extension);
  for (const service of file.service) {
    for (const method of service.method) {
      yield method.inputType;
      yield method.outputType;
    }
  }
}

function* typesOfMessage(message: DescriptorProto): Iterable<string> {
  for (const field of message.field) if (field.typeName !== "") yield field.typeName;
  for (const it of message.nestedType) yield* typesOfMessage(it);
  yield* typesOfExtensions(message.extension);
}

function* typesOfExtensions(extensions: readonly FieldDescriptorProto[]): Iterable<string> {
  for (const extension of extensions) {
    if (extendsOptions(extension.extendee)) continue;
    yield extension.extendee;
    if (extension.typeName !== "") yield extension.typeName;
  }
}

/** Whether an extension declares an option: those say something to tools, not to a running program. */
export function extendsOptions(extendee: string): boolean {
  return /^\.google\.protobuf\.\w+Options$/.test(extendee);
}
