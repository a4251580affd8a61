import type { FileDescriptor } from "./file-descriptor.js";
import type { MessageSchema } from "./message-schema.js";

/** How many messages go each way. */
export type MethodKind = "unary" | "server_streaming" | "client_streaming" | "bidi_streaming";

/** One binding of a method to HTTP, from its `google.api.http` option. */
export interface HttpRule {
  /** `GET`, `POST` ..., or the word of a custom verb. */
  readonly method: string;
  /** The path template: `/v1/{name=shelves/*}:archive`. At most one of its segments is `**`, mostly the last. */
  readonly path: string;
  /** The field that the request body fills; `*` for the whole message; absent for none. */
  readonly body?: string;
  /** The field that the response body is; absent for the whole message. */
  readonly responseBody?: string;
}

/** One rpc of a service, under both of its names on the wire. */
export interface MethodDefinition<I, O, K extends MethodKind = MethodKind> {
  readonly kind: K;
  /** Its name on Go Micro's wire: `Greeter.Hello`, without the proto package. */
  readonly endpoint: string;
  /** Its name on gRPC: `/greeter.v1.Greeter/Hello`. */
  readonly path: string;
  readonly input: MessageSchema<I>;
  readonly output: MessageSchema<O>;
  /** What the `idempotency_level` option promises; absent when it promises nothing. */
  readonly idempotency?: "no_side_effects" | "idempotent";
  readonly http?: readonly HttpRule[];
}

export type Unary<I, O> = MethodDefinition<I, O, "unary">;
export type ServerStreaming<I, O> = MethodDefinition<I, O, "server_streaming">;
export type ClientStreaming<I, O> = MethodDefinition<I, O, "client_streaming">;
export type BidiStreaming<I, O> = MethodDefinition<I, O, "bidi_streaming">;

/** The methods of a service, by the name of the TypeScript method that calls or serves each. */
export interface MethodDefinitions {
  // biome-ignore lint/suspicious/noExplicitAny: the one place that must accept methods of every message type
  readonly [localName: string]: MethodDefinition<any, any>;
}

/** A service of a `.proto` file. */
export interface ServiceDefinition<M extends object = MethodDefinitions> {
  /** The full protobuf name: `greeter.v1.Greeter`. */
  readonly typeName: string;
  /** Where the service is described. Without it (`descriptors=false`) reflection does not show it. */
  readonly file?: FileDescriptor;
  readonly methods: M;
}
