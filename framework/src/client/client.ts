/*
 * The client makes calls: it finds a node, encodes, sends, waits, tries again where that is safe, and decodes.
 * Generated code makes one typed client per service on top of it; nothing here knows a particular service.
 */

import type { HandlerContext } from "../context/context.js";
import type { MicroError } from "../errors/micro-error.js";
import type { Metadata, MetadataInit } from "../metadata/metadata.js";
import type { MessageInit, MessageSchema } from "../schema/message-schema.js";
import type { MethodDefinition } from "../schema/service-definition.js";
import type { Filter, Selection, Strategy } from "../selector/selector.js";
import type { IncomingReply, OutgoingCall, Transport } from "../transport/transport.js";

/**
 * How one call is made. Everything given here beats what the client was created with; what is `undefined` is not given.
 */
export interface CallOptions {
  /** Sent along. */
  readonly metadata?: MetadataInit | undefined;
  /**
   * The call that this one is made for: its metadata travels on, its deadline bounds this call, and when its
   * caller goes away this call is cancelled too.
   */
  readonly context?: HandlerContext | undefined;
  /** How long to wait for the answer, over all attempts. Streams wait without limit unless it is given. @default 5000 */
  readonly timeoutMs?: number | undefined;
  /** How long to wait for a connection. @default 5000 */
  readonly dialTimeoutMs?: number | undefined;
  /** Cancels the call. */
  readonly signal?: AbortSignal | undefined;
  /** How often to try again. @default 1 */
  readonly retries?: number | undefined;
  /** Which failures are worth another attempt. @default `retryOnSafeErrors` */
  readonly retry?: RetryPredicate | undefined;
  /** How long to wait before an attempt. @default `exponentialBackoff` */
  readonly backoff?: Backoff | undefined;
  /** `host:port` to call, past discovery. */
  readonly address?: string | undefined;
  readonly filters?: readonly Filter[] | undefined;
  readonly strategy?: Strategy | undefined;
  /**
   * Which protocol to speak to a node that speaks several, or does not say: `mucp`, `grpc`.
   * @default that of the client's first transport which the node speaks
   */
  readonly protocol?: string | undefined;
  /** How messages are encoded. @default "application/protobuf" */
  readonly contentType?: string | undefined;
  /** Wrap every attempt of this call, inside those that the client has; the first is the outermost. */
  readonly wrapCall?: readonly CallWrapper[] | undefined;
  /** Hears what the server sent before the first message. A call that fails before that has nothing to tell. */
  readonly onHeader?: ((header: Metadata) => void) | undefined;
  /** Hears what the server sent after the last message, when the call went well. */
  readonly onTrailer?: ((trailer: Metadata) => void) | undefined;
}

/** @returns true when the call may be sent again. `attempt` counts from 0. */
export type RetryPredicate = (error: MicroError, attempt: number) => boolean;

/** @returns milliseconds to wait before an attempt; `attempt` counts from 1, the first repetition */
export type Backoff = (attempt: number) => number;

/** A call to a service, before it is encoded. */
export interface Request<I, O> {
  /** The registered name of the service: `greeter`. */
  readonly service: string;
  readonly method: MethodDefinition<I, O>;
}

/** Several messages to send: an array, a generator, anything that can be iterated. */
export type StreamInput<T> = Iterable<T> | AsyncIterable<T>;

/** What a server-streaming call gives: iterate it once. Leaving the loop early cancels the call. */
export interface ServerStream<O> extends AsyncIterable<O> {
  /**
   * Gives up the call: iterating ends, or throws the reason when one is given. Idempotent.
   */
  close(reason?: unknown): void;
}

/** What a bidirectional call gives: send to it, and iterate what comes back. */
export interface BidiStream<I, O> extends ServerStream<O> {
  /**
   * Resolves when the connection can take more. Rejects when the stream has ended, and then iterating says why;
   * a message that cannot be encoded ends it.
   */
  send(message: I): Promise<void>;
  /** No more will be sent; messages may still come back. */
  closeSend(): Promise<void>;
}

export interface PublishOptions {
  readonly metadata?: MetadataInit | undefined;
  /** The message that this one is published for: its metadata travels on. */
  readonly context?: HandlerContext | undefined;
  /** @default "application/protobuf" */
  readonly contentType?: string | undefined;
}

/** An event, before it is encoded. */
export interface Publication<T> {
  readonly topic: string;
  readonly schema: MessageSchema<T>;
  readonly message: MessageInit<T>;
}

/**
 * Makes calls and publishes messages.
 *
 * A {@link ClientWrapper} turns one client into another, so these three functions are all there is to wrap.
 */
export interface Client extends AsyncDisposable {
  /** @throws {MicroError} whatever the call ended with */
  call<I, O>(request: Request<I, O>, message: MessageInit<I>, options?: CallOptions): Promise<O>;
  stream<I, O>(request: Request<I, O>, options?: CallOptions): BidiStream<MessageInit<I>, O>;
  publish<T>(publication: Publication<T>, options?: PublishOptions): Promise<void>;
  close(): Promise<void>;
}

/** Adds something to every call, stream and publication. */
export type ClientWrapper = (client: Client) => Client;

/** One attempt of a call: the encoded call, and the node it goes to. */
export interface Attempt {
  readonly selection: Selection;
  /** The wire it goes on. */
  readonly transport: Transport;
  readonly request: Request<unknown, unknown>;
  /** Counts from 0. */
  readonly number: number;
  readonly call: OutgoingCall;
  readonly body: Uint8Array;
}

export type CallFunction = (attempt: Attempt) => Promise<IncomingReply>;

/** Adds something to every attempt of a call. Streams and publications have no attempts. */
export type CallWrapper = (next: CallFunction) => CallFunction;
