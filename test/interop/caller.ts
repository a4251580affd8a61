import type { MessageInit, MethodDefinition, MicroError } from "@ts-micro/framework";
import type { Event } from "./gen/interop.js";
import type { Language } from "./peer.js";

export interface Call<I, O> {
  readonly service: string;
  readonly method: MethodDefinition<I, O>;
  readonly contentType?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** `host:port`, past the registry. Go Micro then writes envelopes: proto-rpc and json-rpc. */
  readonly address?: string;
}

export interface StreamCall<I, O> extends Call<I, O> {
  readonly messages: readonly MessageInit<I>[];
  /** How many messages to read before the client closes the stream. @default all */
  readonly count?: number;
}

/** How a stream went. */
export interface StreamResult<O> {
  readonly messages: readonly O[];
  /** Undefined when it ended as a stream should, or was closed by the client. */
  readonly error: MicroError | undefined;
}

export interface Publishing {
  readonly topic: string;
  readonly contentType?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A client, in Go or in TypeScript, that does what the matrix says. */
export interface Caller {
  readonly language: Language;
  /** Rejects with a `MicroError`. */
  call<I, O>(call: Call<I, O>, request: MessageInit<I>): Promise<O>;
  /** Makes a thousand calls, sixteen at a time. */
  callOften<I, O>(call: Call<I, O>, request: MessageInit<I>): Promise<void>;
  stream<I, O>(call: StreamCall<I, O>): Promise<StreamResult<O>>;
  publish(publishing: Publishing, event: MessageInit<Event>): Promise<void>;
  stop(): Promise<void>;
}
