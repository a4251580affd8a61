import type { FileDescriptorProto } from "ts-proto-descriptors";
import type { SourceComments } from "../descriptor/source-locations.js";
import { lowerFeatures } from "../lowering/lower-features.js";
import { mergeComments } from "../lowering/merge-comments.js";
import { renameEnumValues } from "../lowering/rename-enum-values.js";
import { type Renames, renameTypes } from "../lowering/rename-types.js";
import { unusableNames, unusableValueNames } from "../lowering/unusable-names.js";
import type { GeneratorOptions } from "../options/generator-options.js";
import type { GeneratorRequest, ProtoFile } from "../request.js";
import { checkTypeNames } from "./check-type-names.js";
import { hideDots, showDots, withHiddenDots } from "./dotted-paths.js";
import { findRenames } from "./find-renames.js";
import { layOut } from "./layout/lay-out.js";
import { withStrictDecoding } from "./strict-decoding.js";
import { createTsProto, type GeneratedFile } from "./ts-proto.js";

/** Names and prints messages. */
export interface MessagePrinter {
  /** What the TypeScript interface and codec of a message are called. @param typeName with a leading dot */
  nameOf(typeName: string): string;
  /** @throws {GeneratorError} when two things of a file would have one name */
  check(file: ProtoFile): void;
  print(file: ProtoFile, comments: SourceComments): GeneratedFile;
  /** Prints what stands beside the messages of all files. */
  printOverall(files: readonly ProtoFile[]): GeneratedFile[];
}

/** Lowers and renames what ts-proto cannot print, lets it print, and lays out what it printed. */
export function createMessagePrinter(request: GeneratorRequest, options: GeneratorOptions): MessagePrinter {
  const tsProto = createTsProto(tsProtoParameter(options), request.compilerVersion);
  const files = [...request.files.values()];
  const unusableValues = unusableValueNames(options.tsProto);
  const lowered = files.map(({ descriptor }) =>
    withHiddenDots(renameEnumValues(lowerFeatures(descriptor), (name) => unusableValues.has(name))),
  );
  const original = tsProto.nameTypes(lowered);
  const renames = findRenames({ files, names: original, unusable: unusableNames(options.tsProto) });
  const seen = renames.size === 0 ? lowered : lowered.map((it) => renameTypes(it, renames));
  const names = renames.size === 0 ? original : tsProto.nameTypes(seen);
  const byName = new Map(files.map((it, index) => [it.name, seen[index] ?? it.descriptor]));

  const seenBy = ({ name, descriptor }: ProtoFile): FileDescriptorProto => byName.get(name) ?? descriptor;
  const nameOf = (typeName: string): string => {
    const found = names.get(renames.get(typeName) ?? typeName);
    if (found === undefined) throw new TypeError(`the request does not declare ${typeName}`);
    return found[1];
  };
  const finish = ({ name, content }: GeneratedFile): GeneratedFile => ({
    name: showDots(name),
    content: layOut(showDots(withStrictDecoding(restoreTypeNames(content, renames)))),
  });
  return {
    nameOf,
    check: (file) => checkTypeNames(file, { tsProto, nameOf }),
    print: (file, comments) => finish(tsProto.print(mergeComments(seenBy(file), comments), names)),
    printOverall: (all) => tsProto.printOverall(all.map(seenBy), names).map(finish),
  };
}

function tsProtoParameter({ tsProto, mappedFiles }: GeneratorOptions): string {
  const options = [...tsProto].flatMap(([name, values]) => values.map((value) => `${name}=${value}`));
  const files = [...mappedFiles].map(([file, module]) => `M${hideDots(file)}=${module}`);
  return [...options, ...files].join(",");
}

/** On the wire and in `$type` a renamed type keeps its name. */
function restoreTypeNames(content: string, renames: Renames): string {
  let restored = content;
  for (const [old, renamed] of renames)
    restored = restored.replaceAll(`'${renamed.slice(1)}'`, `'${old.slice(1)}'`);
  return restored;
}
