import { type FileDescriptorProto, SourceCodeInfo, SourceCodeInfo_Location } from "ts-proto-descriptors";
import type { SourceComments } from "../descriptor/source-locations.js";
import { walk } from "../descriptor/walk.js";
import { derive } from "./derive.js";

/**
 * Gives a file its comments as ts-proto should print them: what stands before and after a declaration together,
 * and a note where ts-proto forgets that a member of a oneof is deprecated.
 */
export function mergeComments(file: FileDescriptorProto, comments: SourceComments): FileDescriptorProto {
  const merged = new Map(comments.all.map((it) => [it.path.join(), withBoth(it)]));
  for (const it of walk(file)) {
    if (it.kind !== "field" || !it.descriptor.options?.deprecated) continue;
    if (!Object.hasOwn(it.descriptor, "oneofIndex") || it.descriptor.proto3Optional) continue;
    const path = it.path.join();
    const before = merged.get(path) ?? SourceCodeInfo_Location.create({ path: [...it.path] });
    const leadingComments = `${before.leadingComments}\n\n@deprecated`.trim();
    merged.set(path, derive(before, { leadingComments }));
  }
  return derive(file, {
    sourceCodeInfo: derive(SourceCodeInfo.create(), { location: [...merged.values()] }),
  });
}

function withBoth(location: SourceCodeInfo_Location): SourceCodeInfo_Location {
  const { leadingComments, trailingComments } = location;
  // ts-proto prints the one or the other by itself
  if (leadingComments === "" || trailingComments === "") return location;
  return derive(location, { leadingComments: `${leadingComments.trimEnd()}\n\n${trailingComments}` });
}
