/*
 * A schema joins the three things the framework must know of a message type: its full name, the codec that
 * turns it into protobuf bytes, and the descriptor that gives it proto3 JSON. Generated code makes them.
 */
import type { BinaryWriter } from "@bufbuild/protobuf/wire";
import type { FileDescriptor } from "./file-descriptor.js";

/**
 * Turns messages of one type into protobuf bytes and back.
 *
 * The codec objects that ts-proto generates are this, under every option that does not remove a method.
 */
export interface MessageCodec<T> {
  /** @param writer written with, and given back, by a codec that can; another makes its own */
  encode(message: T, writer?: BinaryWriter): { finish(): Uint8Array };
  decode(bytes: Uint8Array): T;
  /** Completes a partial message with the default of each missing field. */
  fromPartial(partial: never): T;
}

/** A message type, as clients, servers and codecs know it. */
export interface MessageSchema<T> {
  /** The full protobuf name: `greeter.v1.HelloRequest`. */
  readonly typeName: string;
  readonly codec: MessageCodec<T>;
  /** Where the type is described. Without it (`descriptors=false`) there is no JSON. */
  readonly file?: FileDescriptor;
}

/** The message type of a schema: `MessageOf<typeof HelloRequestSchema>`. */
export type MessageOf<S> = S extends MessageSchema<infer T> ? T : never;

type Scalar = string | number | boolean | bigint | Uint8Array | Date | undefined | null;

/**
 * What may be given where a message is sent: any field may be left out, at any depth.
 *
 * A new field in the contract is therefore never an error in code that sends.
 */
export type MessageInit<T> = T extends Scalar
  ? T
  : T extends readonly (infer U)[]
    ? readonly MessageInit<U>[]
    : T extends ReadonlyMap<infer K, infer V>
      ? ReadonlyMap<K, MessageInit<V>>
      : T extends { readonly $case: string }
        ? { readonly [K in keyof T]: K extends "$case" ? T[K] : MessageInit<T[K]> }
        : T extends object
          ? { readonly [K in keyof T]?: MessageInit<T[K]> | undefined }
          : T;

/** Completes what a caller gave to a whole message. */
export function createMessage<T>(schema: MessageSchema<T>, init: MessageInit<T>): T {
  return schema.codec.fromPartial(init as never);
}
