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

/** Something that a `.proto` file declares. */
export type Declaration =
  | Declared<"message", DescriptorProto>
  | Declared<"field", FieldDescriptorProto>
  | Declared<"oneof", OneofDescriptorProto>
  | Declared<"enum", EnumDescriptorProto>
  | Declared<"enum value", EnumValueDescriptorProto>
  | Declared<"extension", FieldDescriptorProto>
  | Declared<"service", ServiceDescriptorProto>
  | Declared<"method", MethodDescriptorProto>;

interface Named {
  readonly name: string;
}

/** A declaration, which knows where it stands when it is asked. */
class Declared<K extends string, D extends Named> {
  readonly kind: K;
  readonly descriptor: D;
  readonly #place: Place;
  readonly #index: number;

  constructor(kind: K, descriptor: D, [place, index]: readonly [Place, number]) {
    this.kind = kind;
    this.descriptor = descriptor;
    this.#place = place;
    this.#index = index;
  }

  /** The full name: `greeter.v1.HelloRequest.name`. */
  get fullName(): string {
    const { outer } = this.#place;
    return qualify(typeof outer === "string" ? outer : outer.fullName, this.descriptor.name);
  }

  /** Where it stands, as source locations count: `[4, 0, 2, 1]`. */
  get path(): readonly number[] {
    const { outer, field } = this.#place;
    return [...(typeof outer === "string" ? [] : outer.path), field, this.#index];
  }
}

/** A list in the descriptor of something. */
interface Place {
  /** What holds the list; for the file its package. */
  readonly outer: Declaration | string;
  /** The number of the field that the list is. */
  readonly field: number;
}

/** Everything that a file declares, outer before inner. */
export function* walk(file: FileDescriptorProto): Iterable<Declaration> {
  const outer = file.package;
  for (const it of listed("message", file.messageType, { outer, field: 4 })) yield* walkMessage(it);
  for (const it of listed("enum", file.enumType, { outer, field: 5 })) yield* walkEnum(it);
  yield* listed("extension", file.extension, { outer, field: 7 });
  for (const it of listed("service", file.service, { outer, field: 6 })) {
    yield it;
    yield* listed("method", it.descriptor.method, { outer: it, field: 2 });
  }
}

function* walkMessage(outer: Declared<"message", DescriptorProto>): Iterable<Declaration> {
  const { descriptor } = outer;
  yield outer;
  yield* listed("field", descriptor.field, { outer, field: 2 });
  yield* listed("oneof", descriptor.oneofDecl, { outer, field: 8 });
  yield* listed("extension", descriptor.extension, { outer, field: 6 });
  const nested = listed("message", descriptor.nestedType, { outer, field: 3 });
  for (const it of nested) yield* walkMessage(it);
  for (const it of listed("enum", descriptor.enumType, { outer, field: 4 })) yield* walkEnum(it);
}

function* walkEnum(outer: Declared<"enum", EnumDescriptorProto>): Iterable<Declaration> {
  yield outer;
  yield* listed("enum value", outer.descriptor.value, { outer, field: 2 });
}

function listed<K extends string, D extends Named>(
  kind: K,
  descriptors: readonly D[],
  place: Place,
): Declared<K, D>[] {
  return descriptors.map((descriptor, index) => new Declared(kind, descriptor, [place, index]));
}
