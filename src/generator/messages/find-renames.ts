import { qualify } from "../descriptor/type-index.js";
import type { Renames } from "../lowering/rename-types.js";
import type { ProtoFile } from "../request.js";
import type { TypeNames } from "./ts-proto.js";

export interface NamedTypes {
  readonly files: Iterable<ProtoFile>;
  readonly names: TypeNames;
  /** What no type may be called. */
  readonly unusable: ReadonlySet<string>;
}

/** Finds names for the types whose own would not compile: `Partial` is `PartialMessage`. */
export function findRenames({ files, names, unusable }: NamedTypes): Renames {
  const renames = new Map<string, string>();
  for (const { descriptor } of files) {
    const tops = [
      ...descriptor.messageType.map((it) => ({ name: it.name, suffix: "Message" })),
      ...descriptor.enumType.map((it) => ({ name: it.name, suffix: "Enum" })),
    ];
    for (const { name, suffix } of tops) {
      const typeName = `.${qualify(descriptor.package, name)}`;
      if (!unusable.has(names.get(typeName)?.[1] ?? "")) continue;
      let renamed = typeName + suffix;
      while (names.has(renamed)) renamed += suffix;
      renames.set(typeName, renamed);
    }
  }
  for (const typeName of renames.size === 0 ? [] : names.keys()) {
    for (const [old, renamed] of [...renames]) {
      if (typeName.startsWith(`${old}.`)) renames.set(typeName, renamed + typeName.slice(old.length));
    }
  }
  return renames;
}
