import type { DescriptorProto, EnumDescriptorProto, FileDescriptorProto } from "ts-proto-descriptors";
import { GeneratorError } from "../generator-error.js";
import type { ProtoFile } from "../request.js";

/** A message of a file, nested or not. */
export interface DeclaredMessage {
  /** The full name: `greeter.v1.HelloRequest`. */
  readonly typeName: string;
  readonly descriptor: DescriptorProto;
}

/** Every message that a file declares, outer before inner, without the entries of maps. */
export function declaredMessages(file: FileDescriptorProto): Iterable<DeclaredMessage> {
  return nested(file.messageType, file.package);
}

function* nested(messages: readonly DescriptorProto[], scope: string): Iterable<DeclaredMessage> {
  for (const descriptor of messages) {
    if (descriptor.options?.mapEntry) continue;
    const typeName = qualify(scope, descriptor.name);
    yield { typeName, descriptor };
    yield* nested(descriptor.nestedType, typeName);
  }
}

/** Finds the file that declares a type. */
export interface TypeIndex {
  /**
   * @param typeName with a leading dot: `.greeter.v1.HelloRequest`
   * @throws {GeneratorError} when no file of the request declares it
   */
  fileOf(typeName: string): ProtoFile;
  /** @throws {GeneratorError} when no file of the request declares a message of that name */
  messageOf(typeName: string): DescriptorProto;
}

/** Indexes every message and enum of a request. */
export function indexTypes(files: Iterable<ProtoFile>): TypeIndex {
  const index = new Map<string, ProtoFile>();
  const messages = new Map<string, DescriptorProto>();
  const add = (file: ProtoFile, scope: string, holder: Holder) => {
    for (const it of holder.enumType) index.set(`.${qualify(scope, it.name)}`, file);
    for (const it of holder.messages) {
      const typeName = qualify(scope, it.name);
      index.set(`.${typeName}`, file);
      messages.set(`.${typeName}`, it);
      add(file, typeName, { messages: it.nestedType, enumType: it.enumType });
    }
  };
  for (const file of files) {
    const { package: scope, messageType, enumType } = file.descriptor;
    add(file, scope, { messages: messageType, enumType });
  }
  return {
    fileOf: (typeName) => index.get(typeName) ?? undeclared(typeName),
    messageOf: (typeName) => messages.get(typeName) ?? undeclared(typeName),
  };
}

function undeclared(typeName: string): never {
  throw new GeneratorError(`no file of the request declares ${JSON.stringify(typeName.slice(0, 100))}`);
}

interface Holder {
  readonly messages: readonly DescriptorProto[];
  readonly enumType: readonly EnumDescriptorProto[];
}

/** `greeter.v1` and `Greeter` make `greeter.v1.Greeter`. */
export function qualify(scope: string, name: string): string {
  return scope === "" ? name : `${scope}.${name}`;
}
