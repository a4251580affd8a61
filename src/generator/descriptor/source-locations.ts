import { SourceCodeInfo_Location } from "ts-proto-descriptors";
import { GeneratorError } from "../generator-error.js";
import type { ProtoFile } from "../request.js";
import { WireCursor } from "../wire/wire-cursor.js";

/** Where a declaration stands, as descriptor.proto counts: `[6, 0, 2, 1]` is the second method of the first service. */
export type SourcePath = readonly number[];

/** What the `.proto` text says around declarations. */
export interface SourceComments {
  at(path: SourcePath): SourceCodeInfo_Location | undefined;
  /** Every location that has a comment. */
  readonly all: readonly SourceCodeInfo_Location[];
}

/** Reads the comments of a file. */
export function readComments({ sourceInfo }: ProtoFile): SourceComments {
  const all: SourceCodeInfo_Location[] = [];
  for (const bytes of locations(sourceInfo)) {
    if (hasComment(bytes)) all.push(SourceCodeInfo_Location.decode(bytes));
  }
  const byPath = new Map(all.map((it) => [it.path.join(), it]));
  return { all, at: (path) => byPath.get(path.join()) };
}

/**
 * An error that says where: `greeter.proto:12:3: ...`, at the first of the paths that has a position.
 *
 * A part stands for the whole where the whole has none: `option (http).get = ""` has a position for `get` alone.
 */
export function errorAt(file: ProtoFile, message: string, paths: readonly SourcePath[]): GeneratorError {
  const found: (readonly number[] | undefined)[] = paths.map(() => undefined);
  const wanted = paths.map((path) => `${path.join()},`);
  for (const bytes of locations(file.sourceInfo)) {
    const { path, span } = SourceCodeInfo_Location.decode(bytes);
    const given = `${path.join()},`;
    for (const [index, it] of wanted.entries()) if (given.startsWith(it)) found[index] ??= span;
  }
  const [line, column] = found.find((span) => span !== undefined) ?? [];
  // editors count lines and columns from one, descriptors from zero
  const position = line === undefined || column === undefined ? "" : `:${line + 1}:${column + 1}`;
  return new GeneratorError(`${file.name}${position}: ${message}`);
}

function* locations(sourceInfo: Uint8Array): Iterable<Uint8Array> {
  const cursor = new WireCursor(sourceInfo);
  while (cursor.next()) if (cursor.field === 1) yield cursor.value;
}

/** Fields 3 and 4 are the comments before and after. */
function hasComment(location: Uint8Array): boolean {
  const cursor = new WireCursor(location);
  while (cursor.next()) if (cursor.field === 3 || cursor.field === 4) return true;
  return false;
}
