import { checkNames } from "./descriptor/check-names.js";
import { tooNew } from "./descriptor/editions.js";
import { readComments } from "./descriptor/source-locations.js";
import { indexTypes, type TypeIndex } from "./descriptor/type-index.js";
import { usedFiles } from "./descriptor/used-files.js";
import { GeneratorError } from "./generator-error.js";
import { checkHttpRules } from "./http/check-http-rules.js";
import { unsupported } from "./lowering/unsupported.js";
import { createMessagePrinter } from "./messages/message-printer.js";
import type { GeneratedFile } from "./messages/ts-proto.js";
import type { GeneratorOptions } from "./options/generator-options.js";
import { parseOptions } from "./options/parse-options.js";
import type { GeneratorRequest, ProtoFile } from "./request.js";
import { buildStubModel } from "./stub/build-stub-model.js";
import { printIndexFiles } from "./stub/index-files.js";
import { modulePaths } from "./stub/module-paths.js";
import { renderStub } from "./stub/render-stub.js";
import type { GeneratorScope } from "./stub/stub-names.js";

/**
 * Generates one file after the other, in the order of their names.
 *
 * Everything is checked before the first: a file that was given out stays right.
 *
 * @throws {GeneratorError} for what has to be mended in a `.proto` file or in the options
 */
export function* generateFiles(
  request: GeneratorRequest,
  warn: (warning: string) => void,
): Iterable<GeneratedFile> {
  const options = parseOptions(request.parameter);
  for (const file of request.files.values()) checkNames(file);
  const types = indexTypes(request.files.values());
  const needed = neededFiles(request, types);
  const printer = createMessagePrinter(request, options);
  const scope: GeneratorScope = { options, types, nameOf: printer.nameOf };
  const files = needed.filter(({ name }) => isPrinted(name, request, options));
  for (const file of files) {
    const problem = tooNew(file);
    if (problem !== undefined) throw problem;
    printer.check(file);
    checkHttpRules(file, types);
    for (const problem of unsupported(file)) {
      if (options.strict) throw new GeneratorError(`${problem.message}; change it, or set strict=false`);
      warn(problem.message);
    }
  }
  checkPaths(files, options);
  for (const file of files) {
    const comments = readComments(file);
    if (options.printsMessages) yield printer.print(file, comments);
    if (!hasStub(file)) continue;
    const model = buildStubModel({ file, comments, imports: usedFiles(file, types) }, scope);
    yield { name: modulePaths(options).stubFile(file.name), content: renderStub(model) };
  }
  if (options.printsMessages) yield* printer.printOverall(files);
  if (options.printsIndex) {
    yield* printIndexFiles(new Map(files.map((it) => [it, { hasStub: hasStub(it) }])), options);
  }
}

/** The files asked for and what they are made of, by name. */
function neededFiles(request: GeneratorRequest, types: TypeIndex): ProtoFile[] {
  const found = new Map<string, ProtoFile>();
  const todo = [...request.filesToGenerate];
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    const file = request.files.get(name);
    if (file === undefined || found.has(name)) continue;
    found.set(name, file);
    todo.push(...usedFiles(file, types).map((it) => it.name));
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isPrinted(name: string, request: GeneratorRequest, options: GeneratorOptions): boolean {
  if (options.mappedFiles.has(name)) return false;
  return options.emitImportedFiles || request.filesToGenerate.includes(name);
}

/** A file that declares no type and no service has nothing to say to the framework. */
function hasStub({ descriptor: { messageType, enumType, service } }: ProtoFile): boolean {
  return messageType.length + enumType.length + service.length > 0;
}

/** `a.proto` and `a.micro.proto` would both be printed to `a.micro.ts`. */
function checkPaths(files: readonly ProtoFile[], options: GeneratorOptions): void {
  const paths = modulePaths(options);
  const taken = new Map<string, string>(options.printsIndex ? [["index.ts", "the index"]] : []);
  for (const { name } of files) {
    for (const path of [paths.messageFile(name), paths.stubFile(name)]) {
      const before = taken.get(path);
      if (before !== undefined) {
        throw new GeneratorError(
          `${before} and ${name} would both be printed to ${path}; rename one, or set file_suffix`,
        );
      }
      taken.set(path, name);
    }
  }
}
