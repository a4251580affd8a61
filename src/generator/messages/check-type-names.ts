import type { DescriptorProto, FieldDescriptorProto } from "ts-proto-descriptors";
import { errorAt, type SourcePath } from "../descriptor/source-locations.js";
import { walk } from "../descriptor/walk.js";
import type { ProtoFile } from "../request.js";
import type { TsProto } from "./ts-proto.js";

/** What things will be called in TypeScript. */
export interface TypeScriptNames {
  readonly tsProto: TsProto;
  /** @param typeName with a leading dot */
  nameOf(typeName: string): string;
}

/** A thing that gets a name. */
interface Named {
  readonly name: string;
  readonly what: string;
  readonly path: SourcePath;
}

/** Refuses two things of one name where TypeScript has room for one. */
export function checkTypeNames(file: ProtoFile, { tsProto, nameOf }: TypeScriptNames): void {
  const types: Named[] = [];
  for (const { kind, fullName, path, descriptor } of walk(file.descriptor)) {
    if (kind !== "message" && kind !== "enum") continue;
    const name = nameOf(`.${fullName}`);
    types.push({ name, what: `${kind} ${fullName}`, path });
    if (kind === "enum") continue;
    types.push({ name: `createBase${name}`, what: `the default of message ${fullName}`, path });
    checkDistinct(
      file,
      [...members(descriptor, tsProto)].map((it) => within(it, fullName, path)),
    );
  }
  checkDistinct(file, types);
}

function* members(message: DescriptorProto, tsProto: TsProto): Iterable<Named> {
  const unions = tsProto.nameOneof("_") !== undefined;
  const inUnion = (it: FieldDescriptorProto) =>
    unions && Object.hasOwn(it, "oneofIndex") && !it.proto3Optional;
  for (const [index, it] of message.field.entries()) {
    if (!inUnion(it)) yield { name: tsProto.nameField(it), what: it.name, path: [2, index] };
  }
  for (const [index, it] of message.oneofDecl.entries()) {
    if (!message.field.some((field) => inUnion(field) && field.oneofIndex === index)) continue;
    yield { name: tsProto.nameOneof(it.name) ?? it.name, what: it.name, path: [8, index] };
  }
}

function within(it: Named, message: string, path: SourcePath): Named {
  return { name: it.name, what: `${message}.${it.what}`, path: [...path, ...it.path] };
}

function checkDistinct(file: ProtoFile, things: readonly Named[]): void {
  const taken = new Map<string, Named>();
  for (const it of things) {
    const before = taken.get(it.name);
    if (before !== undefined) {
      const message = `${before.what} and ${it.what} would both be called ${it.name}; rename one`;
      throw errorAt(file, message, [it.path]);
    }
    if (it.name === "__proto__") {
      throw errorAt(file, `${it.what} cannot be called __proto__ in JavaScript; rename it`, [it.path]);
    }
    taken.set(it.name, it);
  }
}
