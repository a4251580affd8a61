/*
 * JSON is written and read by descriptor: a message goes through protobuf bytes to a form that the descriptor
 * knows, so the JSON codecs work with every message layer that has a codec.
 */
import {
  createRegistry,
  type DescFile,
  type DescMessage,
  fromBinary,
  type Message,
  type Registry,
  toBinary,
} from "@bufbuild/protobuf";
import { MicroError } from "../errors/micro-error.js";
import type { FileDescriptor } from "../schema/file-descriptor.js";
import type { MessageSchema } from "../schema/message-schema.js";

/** @throws {MicroError} 415 when the message type was generated without descriptors */
export function describe<T>(schema: MessageSchema<T>): { desc: DescMessage; registry: Registry } {
  if (schema.file === undefined) {
    const detail = `${schema.typeName} has no JSON: it was generated with descriptors=false`;
    throw new MicroError({ id: "go.micro.codec", code: 415, detail });
  }
  return { desc: schema.file.message(schema.typeName), registry: registryOf(schema.file) };
}

export function toDescribed<T>(schema: MessageSchema<T>, desc: DescMessage, message: T): Message {
  return fromBinary(desc, schema.codec.encode(message).finish());
}

export function fromDescribed<T>(schema: MessageSchema<T>, desc: DescMessage, message: Message): T {
  return schema.codec.decode(toBinary(desc, message));
}

const registries = new WeakMap<FileDescriptor, Registry>();

/** Every type that a file can mention: what an `Any` inside one of its messages may hold. */
function registryOf(file: FileDescriptor): Registry {
  let registry = registries.get(file);
  if (registry === undefined) {
    registry = createRegistry(...withDependencies(file.file, new Set()));
    registries.set(file, registry);
  }
  return registry;
}

function withDependencies(file: DescFile, found: Set<DescFile>): Set<DescFile> {
  if (found.has(file)) return found;
  found.add(file);
  for (const dependency of file.dependencies) withDependencies(dependency, found);
  return found;
}
