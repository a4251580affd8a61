import { CodeGeneratorResponse, Edition, type FileDescriptorProto } from "ts-proto-descriptors";
import { indexTypes } from "./descriptor/type-index.js";
import { usedFiles } from "./descriptor/used-files.js";
import { GeneratorError } from "./generator-error.js";
import { createMessagePrinter, type GeneratedFile } from "./messages/ts-proto.js";
import { parseOptions } from "./options/parse-options.js";
import { type GeneratorRequest, type ProtoFile, readRequest } from "./request.js";
import { buildStubModel } from "./stub/build-stub-model.js";
import { modulePaths } from "./stub/module-paths.js";
import { renderStub } from "./stub/render-stub.js";
import type { GeneratorScope } from "./stub/stub-names.js";

export type { GeneratedFile } from "./messages/ts-proto.js";

/** proto3 optional fields (1) and editions (2). */
const supportedFeatures = 1 | 2;

/**
 * Generates TypeScript from what buf or protoc sends to a plugin: messages, and a stub file beside each.
 *
 * Problems in `.proto` files and in options come back in `error`.
 *
 * @param request a serialised `google.protobuf.compiler.CodeGeneratorRequest`
 * @throws when the request itself cannot be read
 */
export function generate(request: Uint8Array): CodeGeneratorResponse {
  const head = {
    supportedFeatures,
    minimumEdition: Edition.EDITION_PROTO2,
    maximumEdition: Edition.EDITION_2024,
  };
  try {
    return CodeGeneratorResponse.fromPartial({ ...head, file: generateFiles(readRequest(request)) });
  } catch (problem) {
    if (!(problem instanceof GeneratorError)) throw problem;
    return CodeGeneratorResponse.fromPartial({ ...head, error: problem.message });
  }
}

function generateFiles(request: GeneratorRequest): GeneratedFile[] {
  const options = parseOptions(request.parameter);
  const descriptors = [...request.files.values()].map((it) => it.descriptor);
  const types = indexTypes(descriptors);
  const printer = createMessagePrinter({
    files: descriptors,
    parameter: options.tsProtoParameter,
    compilerVersion: request.compilerVersion,
  });
  const scope: GeneratorScope = {
    options,
    nameOf: printer.nameOf,
    fileOf: (typeName) => declaring(types, typeName),
  };
  const paths = modulePaths(options);
  const wanted = filesToPrint(request, (file) =>
    options.emitImportedFiles ? usedFiles(file, types) : [],
  ).filter((it) => !options.mappedFiles.has(it.descriptor.name));
  const printed: GeneratedFile[] = [];
  for (const file of wanted) {
    const { descriptor } = file;
    if (options.messages === "ts-proto") printed.push(printer.print(descriptor));
    if (!hasStub(descriptor)) continue;
    const model = buildStubModel({ file, imports: usedFiles(descriptor, types) }, scope);
    printed.push({ name: paths.stubFile(descriptor.name), content: renderStub(model) });
  }
  if (options.messages === "ts-proto")
    printed.push(...printer.printOverall(wanted.map((it) => it.descriptor)));
  return printed;
}

/** The files asked for and, when they are printed too, what they use; by name. */
function filesToPrint(
  request: GeneratorRequest,
  uses: (file: FileDescriptorProto) => readonly FileDescriptorProto[],
): ProtoFile[] {
  const found = new Map<string, ProtoFile>();
  const todo = [...request.filesToGenerate];
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    const file = request.files.get(name);
    if (file === undefined || found.has(name)) continue;
    found.set(name, file);
    todo.push(...uses(file.descriptor).map((it) => it.name));
  }
  return [...found.values()].sort((a, b) => (a.descriptor.name < b.descriptor.name ? -1 : 1));
}

/** A file that declares no type and no service has nothing to say to the framework. */
function hasStub({ messageType, enumType, service }: FileDescriptorProto): boolean {
  return messageType.length + enumType.length + service.length > 0;
}

function declaring(types: ReadonlyMap<string, FileDescriptorProto>, typeName: string): FileDescriptorProto {
  const found = types.get(typeName);
  if (found === undefined) throw new TypeError(`the request does not declare ${typeName}`);
  return found;
}
