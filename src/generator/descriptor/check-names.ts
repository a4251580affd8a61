import { GeneratorError } from "../generator-error.js";
import type { ProtoFile } from "../request.js";
import { errorAt } from "./source-locations.js";
import { walk } from "./walk.js";

const identifier = /^[A-Za-z_]\w*$/;
const packageName = /^([A-Za-z_]\w*(\.[A-Za-z_]\w*)*)?$/;
/** Control characters, quotes, backslashes, and what ends a line or a comment in the code. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028\u2029"'`\\]|\*\//;

/**
 * Refuses names that could leave the output folder or break out of the code they are printed into.
 *
 * buf and protoc let hardly any of them through; a request need not come from there.
 */
export function checkNames(file: ProtoFile): void {
  checkFileName(file.name);
  if (!packageName.test(file.descriptor.package)) {
    throw new GeneratorError(`${file.name}: ${quote(file.descriptor.package)} is no name of a package`);
  }
  for (const { kind, descriptor, path } of walk(file.descriptor)) {
    if (identifier.test(descriptor.name)) continue;
    throw errorAt(file, `${quote(descriptor.name)} is no name of a ${kind}`, [path]);
  }
}

function checkFileName(name: string): void {
  const leaves = /^([/\\]|[A-Za-z]:)|(^|\/)\.{1,2}(\/|$)|\/\//.test(name);
  if (name !== "" && !leaves && !unprintable.test(name)) return;
  throw new GeneratorError(`${quote(name)} cannot be the name of a file below the output folder; rename it`);
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
