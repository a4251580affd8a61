import type { FileDescriptorProto, SourceCodeInfo_Location } from "ts-proto-descriptors";

/** Finds comments and positions in the `.proto` text. */
export interface SourceLocations {
  /** @param path as descriptor.proto counts: `[6, 0, 2, 1]` is the second method of the first service */
  at(path: readonly number[]): SourceCodeInfo_Location | undefined;
}

/** Reads the source locations of a file, when first asked for. */
export function sourceLocations(file: FileDescriptorProto): SourceLocations {
  let byPath: Map<string, SourceCodeInfo_Location> | undefined;
  return {
    at(path) {
      byPath ??= new Map(file.sourceCodeInfo?.location.map((it) => [it.path.join(), it]));
      return byPath.get(path.join());
    },
  };
}
