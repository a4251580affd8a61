import type { Socket } from "node:net";
import type { ConnectionOptions as TlsOptions } from "node:tls";
import type { HeaderBlock } from "../headers/header-block.js";
import { http2ErrorCodes } from "../http2/error-codes.js";
import type {
  ClientSession,
  Http2Engine,
  Http2Settings,
  Http2Stream,
  StreamListener,
} from "../http2/http2.js";
import { connectionError, dial } from "./dial.js";
import { headerListExcess } from "./header-list-excess.js";
import type { Authority } from "./request-block.js";

export interface ConnectionOptions {
  readonly host: string;
  readonly port: number;
  /** Speaks TLS, with these options. */
  readonly tls: TlsOptions | undefined;
  readonly engine: Http2Engine;
  readonly settings: Http2Settings;
  /** After how long without calls it closes. */
  readonly idleTtlMs: number;
  /** How often to ask, while calls are open, whether the peer is there; 0 for never. */
  readonly keepAliveMs: number;
  /** How long the peer may take to say so. */
  readonly keepAliveTimeoutMs: number;
}

/** An HTTP/2 connection to a node, and how long it is worth keeping. */
export class GrpcConnection {
  readonly authority: Authority;
  readonly #session: ClientSession;
  readonly #options: ConnectionOptions;
  readonly #idleTimer: NodeJS.Timeout;
  readonly #keepAliveTimer: NodeJS.Timeout | undefined;
  #ready = false;
  #closing = false;
  #pinging = false;
  #lastUsed = Date.now();
  /** It takes calls, or takes more of them. */
  onFree: () => void = () => {};
  /** It takes no more calls. Those that are open may still end well. */
  onClosing: () => void = () => {};
  /** It has ended, and every call on it. */
  onClosed: () => void = () => {};

  private constructor(socket: Socket, options: ConnectionOptions, opened: Opened) {
    this.#options = options;
    this.authority = authorityOf(options);
    const closing = (error?: Error): void => {
      if (!this.#ready) opened.fail(error);
      if (this.#closing) return;
      this.#closing = true;
      clearInterval(this.#idleTimer);
      clearInterval(this.#keepAliveTimer);
      this.onClosing();
    };
    this.#session = options.engine.connect(
      socket,
      {
        onReady: () => {
          this.#ready = true;
          opened.succeed();
        },
        onFreeStream: () => this.onFree(),
        onGoAway: () => closing(),
        onClose: (error) => {
          closing(error);
          this.onClosed();
        },
      },
      options.settings,
    );
    this.#idleTimer = setInterval(() => this.#closeIfIdle(), options.idleTtlMs).unref();
    if (options.keepAliveMs > 0) {
      this.#keepAliveTimer = setInterval(() => this.#keepAlive(), options.keepAliveMs).unref();
    }
  }

  /**
   * Connects, and waits until the peer has shown that it speaks HTTP/2.
   *
   * @throws {MicroError} marked as a connect error
   */
  static async open(options: ConnectionOptions, timeoutMs: number): Promise<GrpcConnection> {
    const { host, port, tls } = options;
    const until = Date.now() + timeoutMs;
    const socket = await dial({ host, port, timeoutMs, ...(tls && { tls }) });
    const opened = await new Promise<GrpcConnection>((resolve, reject) => {
      const fail = (detail: string, cause?: unknown): void => {
        clearTimeout(timer);
        socket.destroy();
        reject(connectionError(`cannot speak HTTP/2 to ${host}:${port}: ${detail}`, cause));
      };
      const timer = setTimeout(() => fail(`no settings within ${timeoutMs} ms`), until - Date.now());
      const connection = new GrpcConnection(socket, options, {
        succeed: () => {
          clearTimeout(timer);
          resolve(connection);
        },
        fail: (error) => fail(error?.message ?? "the connection was closed", error),
      });
    });
    // A server that is about to leave may say so with its first words, before anybody heard that it is there.
    if (opened.#closing) throw connectionError(`${host}:${port} takes no calls now`);
    return opened;
  }

  /** Whether it can take another call now. */
  get free(): boolean {
    return !this.#closing && this.#session.freeStreams > 0;
  }

  /** @throws {MicroError} marked as a connect error when the connection has just ended; 429 for more header than the peer takes */
  open(headers: HeaderBlock, listener: StreamListener): Http2Stream {
    const excess = headerListExcess("the header of the request", headers, this.#session.maxHeaderListBytes);
    if (excess !== undefined) throw excess;
    this.#lastUsed = Date.now();
    try {
      return this.#session.open(headers, listener);
    } catch (error) {
      throw connectionError("the connection has just ended", error);
    }
  }

  /** Looks, after a call that nothing came back from, whether the peer is still there. */
  check(): void {
    void this.#ping();
  }

  close(): void {
    this.#session.close();
  }

  destroy(): void {
    this.#session.destroy(http2ErrorCodes.cancel);
  }

  #closeIfIdle(): void {
    const idle = this.#session.openStreams === 0 && Date.now() - this.#lastUsed >= this.#options.idleTtlMs;
    if (idle) this.close();
  }

  #keepAlive(): void {
    if (this.#session.openStreams > 0) this.check();
  }

  async #ping(): Promise<void> {
    if (this.#pinging) return;
    this.#pinging = true;
    const timer = setTimeout(() => this.destroy(), this.#options.keepAliveTimeoutMs);
    try {
      await this.#session.ping();
    } catch {
      // The connection ended, and says so itself.
    } finally {
      clearTimeout(timer);
      this.#pinging = false;
    }
  }
}

/** Hears once whether a connection came about. */
interface Opened {
  succeed(): void;
  fail(error: Error | undefined): void;
}

function authorityOf({ host, port, tls }: ConnectionOptions): Authority {
  return {
    scheme: tls === undefined ? "http" : "https",
    authority: host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`,
  };
}
