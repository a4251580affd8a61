/*
 * What the templates print. Every name, comment and import in it is final: a template loops, branches on a ready
 * boolean, and prints.
 */

export interface StubModel {
  /** What the file says of where it comes from: `greeter/v1/greeter.proto (package greeter.v1, proto3)`. */
  readonly source: string;
  readonly imports: readonly ImportModel[];
  /** What the framework's exports are called here. */
  readonly framework: Readonly<Record<PrintedExport, string>>;
  readonly services: readonly ServiceModel[];
  readonly embedsDescriptor: boolean;
  readonly descriptor: DescriptorModel;
  readonly schemas: readonly SchemaModel[];
}

/** The framework's exports that templates name. */
export type PrintedExport =
  | "createClient"
  | "createFileDescriptor"
  | "registerHandler"
  | "FileDescriptor"
  | "MessageSchema"
  | "ServiceDefinition";

export interface ImportModel {
  /** True when nothing but types comes from the module. */
  readonly typesOnly: boolean;
  /** `createClient`, `type Client as MicroClient` ... */
  readonly names: readonly string[];
  /** The names in one line. */
  readonly inline: string;
  /** Whether the line would be too long. */
  readonly wide: boolean;
  readonly from: string;
}

export interface DescriptorModel {
  /** `file_greeter_v1_greeter` */
  readonly name: string;
  readonly base64: string;
  /** The descriptors of the files whose types are used: `file_a, file_b`. */
  readonly imports: string;
}

export interface SchemaModel {
  /** `HelloRequestSchema` */
  readonly name: string;
  /** `HelloRequest`: the interface, and the codec, as imported. */
  readonly type: string;
  /** `greeter.v1.HelloRequest` */
  readonly typeName: string;
  readonly doc: readonly string[];
}

export interface ServiceModel {
  /** `greeter.v1.Greeter` */
  readonly typeName: string;
  readonly doc: readonly string[];
  readonly client: string;
  readonly handler: string;
  readonly definition: string;
  readonly create: FunctionModel;
  /** Go Micro's names, when they are wanted. */
  readonly goAliases: GoAliases | false;
  readonly register: FunctionModel;
  readonly methods: readonly MethodModel[];
}

/** Something with parameters, in one line or, when that is too long, in one line each. */
export interface FunctionModel {
  readonly doc: readonly string[];
  readonly name: string;
  readonly parameters: readonly string[];
  readonly inline: string;
  readonly wide: boolean;
  readonly returns: string;
}

export interface MethodModel {
  readonly name: string;
  /** How a client calls it. */
  readonly call: FunctionModel;
  /** How a handler serves it. */
  readonly serve: FunctionModel;
  /** `Unary<HelloRequest, HelloResponse>` */
  readonly type: string;
  readonly kind: string;
  readonly endpoint: string;
  readonly path: string;
  readonly input: string;
  readonly output: string;
  /** Further lines of the definition, ready to print. */
  readonly details: readonly string[];
}

/** `GreeterService` and `newGreeterService`. */
export interface GoAliases {
  readonly client: string;
  readonly create: string;
}

/** What an index file prints. */
export interface IndexModel {
  readonly source: string;
  readonly exports: readonly ExportModel[];
}

export interface ExportModel {
  /** What the module is exported as; empty for the names that it has. */
  readonly namespace: string;
  readonly from: string;
}
