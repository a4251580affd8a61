import type { Socket } from "node:net";
import type { OtherProtocols } from "./port-protocol.js";

/** A connection that a client opened. */
export interface OpenConnection {
  /** Whether its client takes longer than it may. */
  isLate(now: number): boolean;
  /** Serves what is on its way, and closes as soon as no call is in flight. */
  close(): void;
  /** Closes at once. */
  destroy(): void;
}

/** The connections that one listener serves by one protocol. */
export class OpenConnections {
  readonly #connections = new Set<OpenConnection>();
  readonly #sweepMs: number;
  #sweeper: NodeJS.Timeout | undefined;
  #onEmpty: (() => void) | undefined;
  #closing = false;

  /** @param sweepMs how often to look for connections whose clients are late */
  constructor(sweepMs: number) {
    this.#sweepMs = sweepMs;
  }

  /** Keeps a connection until it closes, or goes to another protocol. */
  serve<C extends OpenConnection>(
    socket: Socket,
    others: OtherProtocols,
    open: (others: OtherProtocols) => C,
  ): C {
    const forget = (): void => {
      socket.off("close", forget);
      this.#forget(connection);
    };
    const connection = open({
      want: (bytes) => others.want(bytes),
      take(given, bytes) {
        forget();
        others.take(given, bytes);
      },
    });
    this.#connections.add(connection);
    this.#sweeper ??= setInterval(() => this.#sweep(), this.#sweepMs).unref();
    socket.once("close", forget);
    if (this.#closing) connection.close();
    return connection;
  }

  /** Lets calls in flight finish until the signal aborts, then closes every connection. */
  async close(signal?: AbortSignal): Promise<void> {
    this.#closing = true;
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

  #forget(connection: OpenConnection): void {
    this.#connections.delete(connection);
    if (this.#connections.size > 0) return;
    clearInterval(this.#sweeper);
    this.#sweeper = undefined;
    this.#onEmpty?.();
  }

  /** Peers that send a byte now and then must not hold connections for ever. */
  #sweep(): void {
    const now = Date.now();
    for (const connection of this.#connections) {
      if (connection.isLate(now)) connection.destroy();
    }
  }
}
