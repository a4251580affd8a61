import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { CodeGeneratorResponse } from "ts-proto-descriptors";
import { maximumEdition, minimumEdition } from "./descriptor/editions.js";
import { generateFiles } from "./generate-files.js";
import { GeneratorError } from "./generator-error.js";
import { readRequest } from "./request.js";

/** What the generator can do, and for which files. */
const head = {
  // proto3 optional fields (1) and editions (2)
  supportedFeatures: 1 | 2,
  minimumEdition,
  maximumEdition,
};

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
  const readable = readRequest(request);
  try {
    const file = [...generateFiles(readable, options.warn ?? ignore)];
    return CodeGeneratorResponse.fromPartial({ ...head, file });
  } catch (problem) {
    return CodeGeneratorResponse.fromPartial({ ...head, error: describe(problem) });
  }
}

/**
 * The same, serialised and file by file: the parts make one `CodeGeneratorResponse`, as serialised messages that
 * follow each other do. A request of any size needs the room of one file.
 *
 * @throws before the first part, when the request itself cannot be read
 */
export function* generateResponse(request: Uint8Array, options: GenerateOptions = {}): Iterable<Uint8Array> {
  const readable = readRequest(request);
  yield CodeGeneratorResponse.encode(CodeGeneratorResponse.fromPartial(head)).finish();
  try {
    for (const { name, content } of generateFiles(readable, options.warn ?? ignore)) {
      const file = new BinaryWriter().tag(15, WireType.LengthDelimited).fork();
      file.tag(1, WireType.LengthDelimited).string(name);
      file.tag(15, WireType.LengthDelimited).string(content);
      yield file.join().finish();
    }
  } catch (problem) {
    yield new BinaryWriter().tag(1, WireType.LengthDelimited).string(describe(problem)).finish();
  }
}

function ignore(): void {}

/** One line for the person who runs the plugin. */
function describe(problem: unknown): string {
  const message = problem instanceof Error ? problem.message : String(problem);
  return problem instanceof GeneratorError ? message : `cannot generate: ${message.split("\n")[0]}`;
}
