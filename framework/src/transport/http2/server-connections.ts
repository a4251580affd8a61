import type { Socket } from "node:net";
import type { HeaderBlock } from "../headers/header-block.js";
import { http2ErrorCodes } from "./error-codes.js";
import type { Http2Engine, Http2ServerStream, Http2Session, Http2Settings, StreamListener } from "./http2.js";

/** How long a client may take to show that it speaks HTTP/2. */
const handshakeTimeoutMs = 10_000;

export interface ServerConnectionsOptions {
  readonly engine: Http2Engine;
  readonly settings: Http2Settings;
  /** How often to ask whether a client is still there; 0 for never. */
  readonly keepAliveMs: number;
  /** How long it may take to say so. */
  readonly keepAliveTimeoutMs: number;
  /**
   * Serves a stream.
   *
   * @param remote where it comes from: `127.0.0.1:53122`
   */
  readonly onStream: (stream: Http2ServerStream, headers: HeaderBlock, remote: string) => StreamListener;
}

/** The HTTP/2 connections that clients opened to one listener. */
export class ServerConnections {
  readonly #options: ServerConnectionsOptions;
  readonly #sessions = new Set<Http2Session>();
  #onEmpty: (() => void) | undefined;

  constructor(options: ServerConnectionsOptions) {
    this.#options = options;
  }

  /** Serves a socket. What was read from it before must have been put back by `unshift`. */
  accept(socket: Socket): void {
    const { engine, settings, keepAliveMs, onStream } = this.#options;
    const { remoteAddress, remotePort } = socket;
    const remote = `${remoteAddress}:${remotePort}`;
    const handshake = setTimeout(() => session.destroy(http2ErrorCodes.settingsTimeout), handshakeTimeoutMs);
    const session = engine.accept(
      socket,
      {
        onReady: () => clearTimeout(handshake),
        onStream: (stream, headers) => onStream(stream, headers, remote),
        onClose: () => {
          clearTimeout(handshake);
          clearInterval(keepAlive);
          this.#remove(session);
        },
      },
      settings,
    );
    const keepAlive =
      keepAliveMs > 0 ? setInterval(() => void this.#ping(session), keepAliveMs).unref() : undefined;
    this.#sessions.add(session);
  }

  /** Takes no more streams, lets those that are open finish until the signal aborts, then closes. */
  async close(signal?: AbortSignal): Promise<void> {
    for (const session of this.#sessions) session.close();
    if (this.#sessions.size === 0) return;
    const destroy = (): void => {
      for (const session of this.#sessions) session.destroy(http2ErrorCodes.cancel);
    };
    const empty = new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
    });
    signal?.addEventListener("abort", destroy);
    if (signal?.aborted) destroy();
    await empty;
    signal?.removeEventListener("abort", destroy);
  }

  #remove(session: Http2Session): void {
    this.#sessions.delete(session);
    if (this.#sessions.size === 0) this.#onEmpty?.();
  }

  async #ping(session: Http2Session): Promise<void> {
    const timer = setTimeout(() => session.destroy(http2ErrorCodes.cancel), this.#options.keepAliveTimeoutMs);
    try {
      await session.ping();
    } catch {
      // The connection has ended, and said so.
    } finally {
      clearTimeout(timer);
    }
  }
}
