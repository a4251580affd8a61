import { CodeGeneratorResponse, Edition } from "ts-proto-descriptors";
import { generateFiles } from "./generate-files.js";
import { GeneratorError } from "./generator-error.js";
import { readRequest } from "./request.js";

/** proto3 optional fields (1) and editions (2). */
const supportedFeatures = 1 | 2;

export interface GenerateOptions {
  /** Hears what is doubtful but no error. @default nobody does */
  readonly warn?: (warning: string) => void;
}

/**
 * Generates TypeScript from what buf or protoc sends to a plugin: messages, and a stub file beside each.
 *
 * Problems in `.proto` files and in options come back in `error`.
 *
 * @param request a serialised `google.protobuf.compiler.CodeGeneratorRequest`
 * @throws when the request itself cannot be read
 */
export function generate(request: Uint8Array, options: GenerateOptions = {}): CodeGeneratorResponse {
  const head = {
    supportedFeatures,
    minimumEdition: Edition.EDITION_PROTO2,
    maximumEdition: Edition.EDITION_2024,
  };
  try {
    const file = [...generateFiles(readRequest(request), options.warn ?? (() => {}))];
    return CodeGeneratorResponse.fromPartial({ ...head, file });
  } catch (problem) {
    if (!(problem instanceof GeneratorError)) throw problem;
    return CodeGeneratorResponse.fromPartial({ ...head, error: problem.message });
  }
}
