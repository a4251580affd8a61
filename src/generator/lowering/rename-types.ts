import type { DescriptorProto, FileDescriptorProto } from "ts-proto-descriptors";
import { derive, mapOrSame } from "./derive.js";

/** New names of types by their old ones, in full: `.greeter.v1.Partial` is `.greeter.v1.PartialMessage`. */
export type Renames = ReadonlyMap<string, string>;

/** Gives the types of a file their new names, wherever it declares or uses them. */
export function renameTypes(file: FileDescriptorProto, renames: Renames): FileDescriptorProto {
  const scope = file.package === "" ? "" : `.${file.package}`;
  const rename = <T extends { name: string }>(it: T): T => {
    const renamed = renames.get(`${scope}.${it.name}`);
    return renamed === undefined ? it : derive(it, { name: renamed.slice(scope.length + 1) } as Partial<T>);
  };
  return derive(file, {
    messageType: mapOrSame(file.messageType, (it) => rename(renameFields(it, renames))),
    enumType: mapOrSame(file.enumType, rename),
  });
}

function renameFields(message: DescriptorProto, renames: Renames): DescriptorProto {
  const field = mapOrSame(message.field, (it) => {
    const typeName = renames.get(it.typeName);
    return typeName === undefined ? it : derive(it, { typeName });
  });
  const nestedType = mapOrSame(message.nestedType, (it) => renameFields(it, renames));
  const same = field === message.field && nestedType === message.nestedType;
  return same ? message : derive(message, { field, nestedType });
}
