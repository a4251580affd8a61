import { compareText } from "../import-order.js";
import type { GeneratedFile } from "../messages/ts-proto.js";
import type { GeneratorOptions } from "../options/generator-options.js";
import type { ProtoFile } from "../request.js";
import { modulePaths } from "./module-paths.js";
import { renderIndex } from "./render-stub.js";
import type { ExportModel } from "./stub-model.js";

/** What one index file exports: the files of a package, and the packages within it. */
interface PackageIndex {
  readonly source: string;
  readonly exports: ExportModel[];
}

/**
 * Prints the index of all files: `index.ts` exports each package as a namespace of its own file, so that two
 * packages may have messages of the same name.
 *
 * @param files the files that are printed, each with whether it has a stub
 */
export function printIndexFiles(
  files: ReadonlyMap<ProtoFile, { readonly hasStub: boolean }>,
  options: GeneratorOptions,
): GeneratedFile[] {
  const paths = modulePaths(options);
  const indexes = new Map<string, PackageIndex>();
  const indexOf = (packageName: string): PackageIndex => {
    const known = indexes.get(packageName);
    if (known !== undefined) return known;
    const source = packageName === "" ? "every package" : `package ${packageName}`;
    const index: PackageIndex = { source, exports: [] };
    indexes.set(packageName, index);
    if (packageName !== "") {
      const [outer, namespace] = splitPackage(packageName);
      const from = `./${indexFile(packageName)}${options.importSuffix}`;
      indexOf(outer).exports.push({ namespace, from });
    }
    return index;
  };
  indexOf("");
  for (const [{ name, descriptor }, { hasStub }] of files) {
    const { exports } = indexOf(descriptor.package);
    if (options.printsMessages) exports.push({ namespace: "", from: paths.messages("index.ts", name) });
    if (hasStub) exports.push({ namespace: "", from: paths.stub("index.ts", name) });
  }
  return [...indexes].map(([packageName, model]) => ({
    name: `${indexFile(packageName)}.ts`,
    content: renderIndex({
      ...model,
      exports: [...model.exports].sort((a, b) => compareText(a.from, b.from)),
    }),
  }));
}

function indexFile(packageName: string): string {
  return packageName === "" ? "index" : `index.${packageName}`;
}

/** `greeter.v1` is `v1` in `greeter`. */
function splitPackage(packageName: string): [outer: string, own: string] {
  const dot = packageName.lastIndexOf(".");
  return [packageName.slice(0, Math.max(dot, 0)), packageName.slice(dot + 1)];
}
