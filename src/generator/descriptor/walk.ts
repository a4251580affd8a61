import type {
  DescriptorProto,
  EnumDescriptorProto,
  EnumValueDescriptorProto,
  FieldDescriptorProto,
  FileDescriptorProto,
  MethodDescriptorProto,
  OneofDescriptorProto,
  ServiceDescriptorProto,
} from "ts-proto-descriptors";
import { qualify } from "./type-index.js";

type Of<K extends string, D> = {
  readonly kind: K;
  readonly descriptor: D;
  /** The full name: `greeter.v1.HelloRequest.name`. */
  readonly fullName: string;
  /** Where it stands, as source locations count: `[4, 0, 2, 1]`. */
  readonly path: readonly number[];
};

/** Something that a `.proto` file declares. */
export type Declaration =
  | Of<"message", DescriptorProto>
  | Of<"field", FieldDescriptorProto>
  | Of<"oneof", OneofDescriptorProto>
  | Of<"enum", EnumDescriptorProto>
  | Of<"enum value", EnumValueDescriptorProto>
  | Of<"extension", FieldDescriptorProto>
  | Of<"service", ServiceDescriptorProto>
  | Of<"method", MethodDescriptorProto>;

/** Everything that a file declares, outer before inner. */
export function* walk(file: FileDescriptorProto): Iterable<Declaration> {
  const scope = file.package;
  for (const it of indexed("message", file.messageType, { scope, path: [4] })) yield* walkMessage(it);
  for (const it of indexed("enum", file.enumType, { scope, path: [5] })) yield* walkEnum(it);
  yield* indexed("extension", file.extension, { scope, path: [7] });
  for (const it of indexed("service", file.service, { scope, path: [6] })) {
    yield it;
    yield* indexed("method", it.descriptor.method, { scope: it.fullName, path: [...it.path, 2] });
  }
}

function* walkMessage(message: Of<"message", DescriptorProto>): Iterable<Declaration> {
  const { descriptor, fullName: scope, path } = message;
  yield message;
  yield* indexed("field", descriptor.field, { scope, path: [...path, 2] });
  yield* indexed("oneof", descriptor.oneofDecl, { scope, path: [...path, 8] });
  yield* indexed("extension", descriptor.extension, { scope, path: [...path, 6] });
  const nested = indexed("message", descriptor.nestedType, { scope, path: [...path, 3] });
  for (const it of nested) yield* walkMessage(it);
  for (const it of indexed("enum", descriptor.enumType, { scope, path: [...path, 4] })) yield* walkEnum(it);
}

function* walkEnum(it: Of<"enum", EnumDescriptorProto>): Iterable<Declaration> {
  yield it;
  yield* indexed("enum value", it.descriptor.value, { scope: it.fullName, path: [...it.path, 2] });
}

interface Place {
  readonly scope: string;
  readonly path: readonly number[];
}

function indexed<K extends string, D extends { readonly name: string }>(
  kind: K,
  descriptors: readonly D[],
  { scope, path }: Place,
): Of<K, D>[] {
  return descriptors.map((descriptor, index) => ({
    kind,
    descriptor,
    fullName: qualify(scope, descriptor.name),
    path: [...path, index],
  }));
}
