import { FileDescriptorProto } from "ts-proto-descriptors";

/** Numbers that come in the same order every time: mulberry32. */
export function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const names = [
  "a",
  "B",
  "then",
  "__proto__",
  "constructor",
  "Partial",
  "x_y",
  "xY",
  "*/",
  "`",
  "${",
  "\u2028",
  "'",
  "",
];
const types = [".f.a", ".f.B", ".f.a.B", ".f.nowhere", "", ".google.protobuf.Any"];

/** A file that no compiler would let through. */
export function randomFile(random: (below: number) => number): Uint8Array {
  const pick = (list: readonly string[]) => list[random(list.length)] ?? "";
  const many = <T>(make: () => T): T[] => Array.from({ length: random(4) }, make);
  const field = () => ({
    name: pick(names),
    number: random(40) - 5,
    label: random(5),
    type: random(22) - 1,
    typeName: pick(types),
    jsonName: pick(names),
    defaultValue: pick(names),
    proto3Optional: random(3) === 0,
    oneofIndex: random(3),
  });
  const anEnum = () => ({
    name: pick(names),
    value: many(() => ({ name: pick(names), number: random(5) - 2 })),
  });
  const message = (depth: number): object => ({
    name: pick(names),
    field: many(field),
    oneofDecl: many(() => ({ name: pick(names) })),
    enumType: many(anEnum),
    nestedType: depth > 2 ? [] : many(() => message(depth + 1)),
    options: { mapEntry: random(6) === 0, messageSetWireFormat: random(9) === 0 },
  });
  const service = () => ({
    name: pick(names),
    method: many(() => ({ name: pick(names), inputType: pick(types), outputType: pick(types) })),
  });
  const file = FileDescriptorProto.fromPartial({
    name: random(8) === 0 ? pick(["../x.proto", "/x.proto", "a/../../x.proto", "it's.proto"]) : "x.proto",
    package: random(8) === 0 ? pick(names) : "f",
    syntax: pick(["proto3", "proto2", "editions", ""]),
    messageType: many(() => message(0)),
    enumType: many(anEnum),
    service: many(service),
  });
  return FileDescriptorProto.encode(file).finish();
}
