import type { DescriptorProto, EnumDescriptorProto, FileDescriptorProto } from "ts-proto-descriptors";
import { derive, mapOrSame } from "./derive.js";

/** Gives a `$` to the values of enums whose names would not compile; on the wire nothing changes. */
export function renameEnumValues(
  file: FileDescriptorProto,
  unusable: (valueName: string) => boolean,
): FileDescriptorProto {
  const inEnum = (it: EnumDescriptorProto): EnumDescriptorProto => {
    const value = mapOrSame(it.value, (one) =>
      unusable(one.name) ? derive(one, { name: `${one.name}$` }) : one,
    );
    return value === it.value ? it : derive(it, { value });
  };
  const inMessage = (it: DescriptorProto): DescriptorProto => {
    const enumType = mapOrSame(it.enumType, inEnum);
    const nestedType = mapOrSame(it.nestedType, inMessage);
    const same = enumType === it.enumType && nestedType === it.nestedType;
    return same ? it : derive(it, { enumType, nestedType });
  };
  const enumType = mapOrSame(file.enumType, inEnum);
  const messageType = mapOrSame(file.messageType, inMessage);
  const same = enumType === file.enumType && messageType === file.messageType;
  return same ? file : derive(file, { enumType, messageType });
}
