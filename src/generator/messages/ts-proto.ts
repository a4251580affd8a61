/*
 * The only file that knows ts-proto. Its parts are imported one by one: importing the package itself would run
 * it as a plugin. They are no public interface, so the version is pinned to a minor one, and fixtures hold it.
 */

import { createRequire } from "node:module";
import type { Code } from "ts-poet";
import { maybeSnakeToCamel } from "ts-proto/build/src/case.js";
import { createFileContext } from "ts-proto/build/src/context.js";
import { generateTypeRegistry } from "ts-proto/build/src/generate-type-registry.js";
import { generateFile, makeUtils } from "ts-proto/build/src/main.js";
import { getTsPoetOpts, optionsFromParameter } from "ts-proto/build/src/options.js";
import sourceInfo from "ts-proto/build/src/sourceInfo.js";
import { createTypeMap, type TypeMap } from "ts-proto/build/src/types.js";
import { generateIndexFiles, getFieldName } from "ts-proto/build/src/utils.js";
import {
  CodeGeneratorRequest,
  type FieldDescriptorProto,
  type FileDescriptorProto,
} from "ts-proto-descriptors";
import { commentTree } from "./comment-tree.js";
import { printCode } from "./print-code.js";

/** What ts-proto calls the types of a request, by `.full.Name`: module, name and descriptor. */
export type TypeNames = TypeMap;

/** A file of the response. */
export interface GeneratedFile {
  readonly name: string;
  readonly content: string;
}

/** ts-proto under some options. */
export interface TsProto {
  nameTypes(files: FileDescriptorProto[]): TypeNames;
  /** What a field is called in TypeScript. */
  nameField(field: FieldDescriptorProto): string;
  /** What a oneof is called in TypeScript, when it is one property. */
  nameOneof(protoName: string): string | undefined;
  /** Prints the messages of a file, without indentation. */
  print(file: FileDescriptorProto, names: TypeNames): GeneratedFile;
  /** Prints what stands beside the messages of all files: the index and the type registry, when asked for. */
  printOverall(files: FileDescriptorProto[], names: TypeNames): GeneratedFile[];
}

/**
 * @param parameter ts-proto's own parameter
 * @param compilerVersion what `annotateFilesWithVersion` prints of buf or protoc
 */
export function createTsProto(parameter: string, compilerVersion: string): TsProto {
  // ts-proto's own takes time that grows with the square of a file's messages. What is imported of a CommonJS
  // module is the module in Node, and its default export elsewhere.
  Object.assign("default" in sourceInfo ? sourceInfo.default : sourceInfo, { fromDescriptor: commentTree });
  const options = optionsFromParameter(parameter);
  const utils = makeUtils(options);
  const toText = (code: Code, path: string, source?: string): string => {
    const version = options.annotateFilesWithVersion ? tsProtoVersion() : "";
    const { prefix = "" } = getTsPoetOpts(options, version, compilerVersion, source);
    return printCode(code, { path, prefix });
  };
  return {
    nameTypes: (protoFile) => createTypeMap({ ...CodeGeneratorRequest.create(), protoFile }, options),
    nameField: (field) => getFieldName(field, options),
    nameOneof: (name) => (options.oneof === "properties" ? undefined : maybeSnakeToCamel(name, options)),
    print(file, typeMap) {
      const context = { options, typeMap, utils, currentFile: createFileContext(file) };
      const [name, code] = generateFile(context, file);
      return { name, content: toText(code, name, file.name) };
    },
    printOverall(files, typeMap) {
      const overall: GeneratedFile[] = [];
      if (options.outputTypeRegistry) {
        const name = "typeRegistry.ts";
        const content = toText(generateTypeRegistry({ options, typeMap, utils }), name);
        // exported without a type, which isolatedDeclarations demands
        overall.push({
          name,
          content: content.replace(/(messageTypeRegistry) = new (Map<.*>)/, "$1: $2 = new $2"),
        });
      }
      if (!options.outputIndex) return overall;
      for (const [name, code] of generateIndexFiles(files, options)) {
        overall.push({ name, content: toText(code, name) });
      }
      return overall;
    },
  };
}

function tsProtoVersion(): string {
  const manifest = createRequire(import.meta.url)("ts-proto/package.json") as { version: string };
  return `v${manifest.version}`;
}
