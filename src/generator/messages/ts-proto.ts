/*
 * The only file that knows ts-proto. Its parts are imported one by one: importing the package itself would run
 * it as a plugin. They are no public interface, so the version is pinned to a minor one, and fixtures hold it.
 */

import { createRequire } from "node:module";
import { createFileContext } from "ts-proto/build/src/context.js";
import { generateTypeRegistry } from "ts-proto/build/src/generate-type-registry.js";
import { generateFile, makeUtils } from "ts-proto/build/src/main.js";
import { getTsPoetOpts, type Options, optionsFromParameter } from "ts-proto/build/src/options.js";
import { createTypeMap } from "ts-proto/build/src/types.js";
import { generateIndexFiles } from "ts-proto/build/src/utils.js";
import { CodeGeneratorRequest, type FileDescriptorProto } from "ts-proto-descriptors";
import { layOut } from "./layout/lay-out.js";

/** A file of the response. */
export interface GeneratedFile {
  readonly name: string;
  readonly content: string;
}

/** Names and prints messages. */
export interface MessagePrinter {
  /** What the TypeScript interface and codec of a message are called. @param typeName with a leading dot */
  nameOf(typeName: string): string;
  print(file: FileDescriptorProto): GeneratedFile;
  /** What stands beside the messages of all files: ts-proto's index and type registry, when asked for. */
  printOverall(files: readonly FileDescriptorProto[]): GeneratedFile[];
}

export interface MessagePrinterInit {
  /** Every file of the request. */
  readonly files: Iterable<FileDescriptorProto>;
  /** ts-proto's own parameter. */
  readonly parameter: string;
  readonly compilerVersion: string;
}

export function createMessagePrinter(init: MessagePrinterInit): MessagePrinter {
  const options: Options = optionsFromParameter(init.parameter);
  const typeMap = createTypeMap({ ...CodeGeneratorRequest.create(), protoFile: [...init.files] }, options);
  const utils = makeUtils(options);
  const toText = (code: ReturnType<typeof generateTypeRegistry>, path: string, source?: string): string =>
    layOut(
      code.toString({
        ...getTsPoetOpts(options, tsProtoVersion(), init.compilerVersion, source),
        path,
        format: false,
      }),
    );
  return {
    nameOf(typeName) {
      const found = typeMap.get(typeName);
      if (found === undefined) throw new TypeError(`the request does not declare ${typeName}`);
      return found[1];
    },
    print(file) {
      const [name, code] = generateFile(
        { options, typeMap, utils, currentFile: createFileContext(file) },
        file,
      );
      return { name, content: toText(code, name, file.name) };
    },
    printOverall(files) {
      const overall: GeneratedFile[] = [];
      if (options.outputTypeRegistry) {
        const name = "typeRegistry.ts";
        overall.push({ name, content: toText(generateTypeRegistry({ options, typeMap, utils }), name) });
      }
      if (!options.outputIndex) return overall;
      for (const [name, code] of generateIndexFiles([...files], options)) {
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
