/*
 * A transport carries calls between a client and a server: bodies in, bodies out, and what travels with them.
 * It owns a wire: how calls, metadata, deadlines and errors are written there is known nowhere else.
 */
import type { Awaitable } from "../async/awaitable.js";
import type { Codec } from "../codec/codec.js";
import type { Metadata } from "../metadata/metadata.js";
import type { Node } from "../registry/registry.js";
import type { HttpRule, MethodKind } from "../schema/service-definition.js";

/** What both sides of a wire must know of a method to frame its calls. */
export interface CallTarget {
  readonly kind: MethodKind;
  /** `Greeter.Hello` */
  readonly endpoint: string;
  /** `/greeter.v1.Greeter/Hello`; empty for a call that is made by its endpoint alone */
  readonly path: string;
  readonly idempotency?: "no_side_effects" | "idempotent";
  readonly http?: readonly HttpRule[];
}

/** A call as a client gives it to a transport. */
export interface OutgoingCall {
  readonly service: string;
  readonly target: CallTarget;
  /** One of those that `Transport.codec` knows. */
  readonly contentType: string;
  readonly metadata: Metadata | undefined;
  /** When the caller stops waiting, in milliseconds since the epoch. The transport rejects with 408 then. */
  readonly deadline: number | undefined;
  /** Cancels the call: the transport rejects with the signal's reason, as `MicroError.from` makes it. */
  readonly signal: AbortSignal | undefined;
  /** At most this many milliseconds are spent on a connection. */
  readonly dialTimeoutMs: number;
}

/** What came back with a reply. */
export interface IncomingReply {
  readonly body: Uint8Array;
  /** What the server sent before the first body. */
  readonly header: Metadata;
  /** What the server sent after the last body; empty on wires that cannot. */
  readonly trailer: Metadata;
}

/** The client's end of a stream. Iterating gives the bodies that the server sends, and throws what ended it early. */
export interface OutgoingStream extends AsyncIterable<Uint8Array> {
  /** Resolves when the transport can take more: a sender that waits for it bounds its memory. */
  send(body: Uint8Array): Promise<void>;
  /** No more will be sent; replies may still come. */
  closeSend(): Promise<void>;
  /** Gives up the stream. Idempotent. */
  close(): void;
  /** Resolves with what the server sent before the first body. */
  readonly header: Promise<Metadata>;
  /** Resolves with what the server sent after the last body, once the stream ended. */
  readonly trailer: Promise<Metadata>;
}

/** A call as a transport gives it to a server. */
export interface IncomingCall {
  /** What the caller named: `Greeter.Hello`, or `/greeter.v1.Greeter/Hello`. */
  readonly endpoint: string;
  /** Turns the bodies of this call into messages and back. */
  readonly codec: Codec;
  readonly metadata: Metadata;
  /** In milliseconds since the epoch. */
  readonly deadline: number | undefined;
  /** Aborts when the caller went away, or the deadline passed. Made when first asked for. */
  readonly signal: AbortSignal;
  /** `127.0.0.1:53122`; empty in memory. */
  readonly remote: string;
  /** Sent before the first body, where the wire can. */
  readonly header: Metadata;
  /** Sent after the last body, where the wire can. */
  readonly trailer: Metadata;
}

/** The server's end of a stream. Iterating gives the bodies that the client sends. */
export interface IncomingStream extends AsyncIterable<Uint8Array> {
  /** Resolves when the transport can take more: a handler that waits for it is paced by its reader. */
  send(body: Uint8Array): Awaitable<void>;
}

/**
 * What a server does with the calls that a listener accepts.
 *
 * Both functions throw or reject with a `MicroError` that the caller may see (`visibleError` made it).
 */
export interface CallAcceptor {
  /** The method that a caller named; undefined when there is none, and calling then rejects with 404. */
  find(endpoint: string): CallTarget | undefined;
  unary(call: IncomingCall, body: Uint8Array): Awaitable<Uint8Array>;
  stream(call: IncomingCall, stream: IncomingStream): Promise<void>;
}

/** An open door. */
export interface Listener extends AsyncDisposable {
  /** The address that was bound. */
  readonly address: string;
  readonly port: number;
  /** What clients must know to call at this door beyond the transport's own wire: goes into the node's metadata. */
  readonly metadata?: Readonly<Record<string, string>>;
  /**
   * Asks clients to go elsewhere, serves what is on its way, and lets calls in flight finish until the signal aborts.
   * Then no connection is left.
   */
  close(signal?: AbortSignal): Promise<void>;
}

/**
 * Carries calls.
 *
 * An implementation MUST
 * 1. deliver bodies whole, in order, to the end they were sent to, and to no other call, as bytes of the receiver's own;
 * 2. carry metadata both ways it can, and never its own bookkeeping as metadata;
 * 3. carry a `MicroError` with all four fields from server to client;
 * 4. reject with 408 at the deadline and with 499 when the signal aborts, and free what the call held;
 * 5. mark, by `isConnectError`, an attempt that failed before the server can have received it;
 * 6. tell the server's `signal` when the client goes away;
 * 7. end a stream without error exactly when the server ended it so;
 * 8. hold back a sender whose reader is slow;
 * 9. on `Listener.close`, let calls in flight finish.
 */
export interface Transport extends AsyncDisposable {
  /** `http`, `grpc`, `memory` ...: what node metadata says. */
  readonly name: string;
  /** Which protocol a node must speak for this transport to call it: `mucp`, `grpc`. */
  readonly protocol: string;
  /** @returns undefined for a content type that this wire does not carry */
  codec(contentType: string): Codec | undefined;
  call(node: Node, call: OutgoingCall, body: Uint8Array): Promise<IncomingReply>;
  stream(node: Node, call: OutgoingCall): Promise<OutgoingStream>;
  /** @param address `host:port`, with port 0 for any and `host:5000-6000` for the first free one */
  listen(address: string, acceptor: CallAcceptor): Promise<Listener>;
  /** Closes every connection that calls left open. Listeners are closed by themselves. Idempotent. */
  close(): Promise<void>;
}
