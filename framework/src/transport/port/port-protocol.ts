import type { Socket } from "node:net";
import type { CallAcceptor } from "../transport.js";

/** What a protocol says to the first bytes of a connection. */
export type Sniff = "yes" | "no" | "more";

/** A protocol that a listening port speaks, beside others. */
export interface PortProtocol {
  /** How node metadata names it, for clients that can choose: `grpc`. @default it is not named */
  readonly name?: string;
  /** How TLS names it: `h2`, `http/1.1`. */
  readonly alpn?: string;
  /** Starts to serve the calls of one port. */
  open(acceptor: CallAcceptor): PortHandler;
}

/** The other protocols of a port, for one that may find their requests on a connection of its own. */
export interface OtherProtocols {
  /** Whether one of them takes what begins with these bytes. */
  want(bytes: Buffer): Sniff;
  /** Hands a connection on, with what was read of it and not served. Nobody may listen to the socket any more. */
  take(socket: Socket, bytes: Buffer): void;
}

/**
 * Serves those connections of one port that speak its protocol.
 *
 * An implementation MUST
 * 1. decide about any 64 KiB of bytes, and sooner where it can: connections that nobody takes are closed;
 * 2. own a socket from `accept` on: its `first` bytes are no longer in the socket, nobody else listens to it;
 * 3. close connections whose peers take too long over a request;
 * 4. on `close`, let calls in flight finish until the signal aborts, then close every connection; closed again, do so
 *    with those that came meanwhile.
 *
 * It MAY hand a connection on between two requests.
 */
export interface PortHandler {
  sniff(bytes: Buffer): Sniff;
  accept(socket: Socket, first: Buffer, others: OtherProtocols): void;
  close(signal?: AbortSignal): Promise<void>;
}
