import type { Socket } from "node:net";
import type { PortHandler, PortProtocol } from "../port/port-protocol.js";
import type { CallAcceptor } from "../transport.js";
import { HeadReader } from "./head-reader.js";
import type { ParserLimits } from "./message-parser.js";
import { MetadataWriter } from "./metadata-writer.js";
import { ServerConnection, type ServerConnections } from "./server-connection.js";
import { WriteBatch } from "./socket-writer.js";

/** What a listener accepts of its clients. */
export interface MucpServerLimits extends ParserLimits {
  /** How long a message may take from its first byte to its last. */
  readonly receiveTimeoutMs: number;
}

/**
 * Go Micro's own protocol: HTTP/1.1 messages with `Micro-*` header fields, in order on one connection.
 *
 * It takes every connection that no protocol before it took: what is not HTTP is told so.
 */
export function createMucpProtocol(limits: MucpServerLimits): PortProtocol {
  return { alpn: "http/1.1", open: (acceptor) => new MucpHandler(acceptor, limits) };
}

class MucpHandler implements PortHandler {
  readonly #connections = new Set<ServerConnection>();
  readonly #shared: ServerConnections;
  readonly #receiveTimeoutMs: number;
  #sweeper: NodeJS.Timeout | undefined;
  #onEmpty: (() => void) | undefined;

  constructor(acceptor: CallAcceptor, limits: MucpServerLimits) {
    const heads = new HeadReader("request");
    this.#shared = { acceptor, heads, batch: new WriteBatch(), metadata: new MetadataWriter(), limits };
    this.#receiveTimeoutMs = limits.receiveTimeoutMs;
  }

  sniff(): "yes" {
    return "yes";
  }

  accept(socket: Socket, first: Buffer): void {
    const connection = new ServerConnection(socket, this.#shared);
    this.#connections.add(connection);
    this.#sweeper ??= setInterval(() => this.#sweep(), this.#receiveTimeoutMs / 4).unref();
    socket.once("close", () => this.#forget(connection));
    connection.receive(first);
  }

  async close(signal?: AbortSignal): Promise<void> {
    const emptied = new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
    });
    const destroyAll = () => {
      for (const connection of this.#connections) connection.destroy();
    };
    signal?.addEventListener("abort", destroyAll, { once: true });
    try {
      for (const connection of this.#connections) connection.close();
      if (signal?.aborted === true) destroyAll();
      if (this.#connections.size > 0) await emptied;
    } finally {
      signal?.removeEventListener("abort", destroyAll);
      clearInterval(this.#sweeper);
    }
  }

  #forget(connection: ServerConnection): void {
    this.#connections.delete(connection);
    if (this.#connections.size > 0) return;
    clearInterval(this.#sweeper);
    this.#sweeper = undefined;
    this.#onEmpty?.();
  }

  /** Peers that send a byte now and then must not hold connections for ever. */
  #sweep(): void {
    const latest = Date.now() - this.#receiveTimeoutMs;
    for (const connection of this.#connections) {
      if ((connection.messageSince ?? Number.POSITIVE_INFINITY) < latest) connection.destroy();
    }
  }
}
