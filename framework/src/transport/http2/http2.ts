/*
 * What gRPC needs of HTTP/2, and nothing more: streams that carry a header block, data and trailers each way, can
 * be held back and can be given up. Whoever provides this can be replaced without a change in the layers above.
 */
import type { Duplex } from "node:stream";
import type { HeaderBlock } from "../headers/header-block.js";

/** How a stream ended. */
export interface StreamEnd {
  /** Of the reset; `NO_ERROR` when there was none. */
  readonly errorCode: number;
  /** Whether its connection ended with it. */
  readonly connectionLost: boolean;
}

/** What one end of a stream hears. `onClose` comes once, last. */
export interface StreamListener {
  /**
   * What a server answered first; a server itself never hears this.
   *
   * @param ended whether this is all it answers
   */
  onHeaders(block: HeaderBlock, ended: boolean): void;
  /** The chunk belongs to the listener. */
  onData(chunk: Buffer): void;
  onTrailers(block: HeaderBlock): void;
  /** The peer will send no more. */
  onEnd(): void;
  /** What `write` had refused to take more of is on its way. */
  onDrain(): void;
  onClose(end: StreamEnd): void;
}

/** One end of a stream. After its `onClose` every function does nothing. */
export interface Http2Stream {
  /** @returns false when enough is waiting to be sent: wait for `onDrain` */
  write(chunk: Uint8Array): boolean;
  /** Sends a last chunk, then the end of this side. */
  end(chunk?: Uint8Array): void;
  /** Gives up the stream, both ways. */
  reset(errorCode: number): void;
  /** Takes no more data from the peer than its window allows, until `resume`. */
  pause(): void;
  resume(): void;
}

/** A stream at the end that accepted it. */
export interface Http2ServerStream extends Http2Stream {
  /** The largest header block that the client takes, as HTTP/2 counts it: what is larger must not be sent. */
  readonly maxHeaderListBytes: number;
  /** Answers: once, and before any data. */
  respond(headers: HeaderBlock): void;
  /** Answers with headers alone. */
  respondAndEnd(headers: HeaderBlock): void;
  /** Sends a last chunk, then trailers. A client that has not ended its side is told to stop. */
  end(chunk?: Uint8Array, trailers?: HeaderBlock): void;
}

/** A connection. */
export interface Http2Session {
  /** Opens and accepts no more streams, lets those that are open finish, then closes. */
  close(): void;
  /** Closes at once, and every stream with it. */
  destroy(errorCode?: number): void;
  /** Resolves when the peer has answered a PING; rejects when the connection ends before. */
  ping(): Promise<void>;
}

export interface ClientSession extends Http2Session {
  /** How many streams the peer would take now, beside those that are open. */
  readonly freeStreams: number;
  /** How many streams are open. */
  readonly openStreams: number;
  /** The largest header block that the server takes, as HTTP/2 counts it: what is larger must not be sent. */
  readonly maxHeaderListBytes: number;
  /** @param endStream whether the request has no body */
  open(headers: HeaderBlock, listener: StreamListener, endStream?: boolean): Http2Stream;
}

export interface ServerSessionListener {
  /** The client's settings arrived: it speaks HTTP/2. */
  onReady(): void;
  onStream(stream: Http2ServerStream, headers: HeaderBlock): StreamListener;
  onClose(): void;
}

export interface ClientSessionListener {
  /** The peer's settings arrived: the connection works. */
  onReady(): void;
  /** The peer said GOAWAY: open no more streams here. */
  onGoAway(): void;
  /** `freeStreams` may have grown. */
  onFreeStream(): void;
  /** @param error what ended the connection, unless an end did */
  onClose(error: Error | undefined): void;
}

/** What both ends of a connection announce and hold to. */
export interface Http2Settings {
  /** How many streams a peer may have open at once. @default 250 */
  readonly maxConcurrentStreams?: number;
  /** The largest header block to take, in bytes as HTTP/2 counts them. @default 16384 */
  readonly maxHeaderListBytes?: number;
  /** How much a peer may send on a stream before this end took it. @default 262144 */
  readonly streamWindowBytes?: number;
  /** How much a peer may send on a connection before this end took it. @default 1048576 */
  readonly connectionWindowBytes?: number;
}

/**
 * Speaks HTTP/2 over sockets that others opened.
 *
 * An implementation MUST
 * 1. tell a listener what came in the order of the wire, and `onClose` exactly once, last;
 * 2. bound what it buffers for one connection, whatever the peer sends;
 * 3. end a connection whose peer opens and resets streams, or has them reset, faster than is reasonable;
 * 4. close a stream that the peer refused, or did not get to before GOAWAY, with `REFUSED_STREAM`;
 * 5. hold back who sends on a paused stream, and no other stream; say from `write` when enough is waiting, and
 *    `onDrain` when it is on its way;
 * 6. carry header blocks as they are: fields that come twice, bytes above ASCII, blocks over several frames;
 * 7. let open streams finish on `close`; end them at once on `destroy`, and when the socket ends or breaks;
 * 8. end a connection whose peer breaks the protocol, with the code of RFC 9113, and no other connection;
 * 9. keep to the limits of its peer, say how large a header block it takes, and hold its peer to its own;
 * 10. answer PINGs, and tell from `ping` whether the peer does.
 */
export interface Http2Engine {
  /** Serves a socket. What was read from it before must have been put back by `unshift`. */
  accept(socket: Duplex, listener: ServerSessionListener, settings?: Http2Settings): Http2Session;
  connect(socket: Duplex, listener: ClientSessionListener, settings?: Http2Settings): ClientSession;
}
