import type { DescEnum, DescMessage } from "@bufbuild/protobuf";

/** The name that Go's generator gives a type: `Outer_Inner` for a nested one, words run together as `HelloRequest`. */
export function goName(type: DescMessage | DescEnum): string {
  const own = goCamelCase(type.name);
  return type.parent === undefined ? own : `${goName(type.parent)}_${own}`;
}

/** An underscore before a small letter goes, and the letter grows; so does the first one. */
function goCamelCase(name: string): string {
  return name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase()).replace(/^_/, "X");
}
