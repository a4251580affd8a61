import { posix } from "node:path";
import type { GeneratorOptions } from "../options/generator-options.js";

/** Where the generated files of a `.proto` file are, and how another generated file imports them. */
export interface ModulePaths {
  /** The file of messages of a `.proto` file: `greeter/v1/greeter.ts`. */
  messageFile(protoFile: string): string;
  /** The stub file of a `.proto` file: `greeter/v1/greeter.micro.ts`. */
  stubFile(protoFile: string): string;
  /** What a stub imports to get the messages of a `.proto` file: `./greeter.js`. */
  messages(importer: string, protoFile: string): string;
  /** What a stub imports to get the schemas of a `.proto` file: `./greeter.micro.js`. */
  stub(importer: string, protoFile: string): string;
}

export function modulePaths(options: GeneratorOptions): ModulePaths {
  const relative = (importer: string, module: string) => {
    const path = posix.relative(posix.dirname(importer), module);
    return path.startsWith(".") ? path : `./${path}`;
  };
  return {
    messageFile: (protoFile) => `${withoutProto(protoFile)}${options.messageFileSuffix}.ts`,
    stubFile: (protoFile) => `${withoutProto(protoFile)}${options.stubFileSuffix}.ts`,
    messages: (importer, protoFile) =>
      options.mappedFiles.get(protoFile) ??
      relative(importer, `${withoutProto(protoFile)}${options.messageFileSuffix}${options.importSuffix}`),
    stub: (importer, protoFile) => {
      const mapped = options.mappedFiles.get(protoFile);
      if (mapped !== undefined) return mapped.replace(/(\.[jt]s)?$/, `${options.stubFileSuffix}$1`);
      return relative(importer, `${withoutProto(protoFile)}${options.stubFileSuffix}${options.importSuffix}`);
    },
  };
}

/** `greeter/v1/greeter.proto` without `.proto`. */
export function withoutProto(protoFile: string): string {
  return protoFile.replace(/\.proto$/, "");
}
