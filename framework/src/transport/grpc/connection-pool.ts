import { MicroError } from "../../errors/micro-error.js";
import { connectionError } from "./dial.js";
import { type ConnectionOptions, GrpcConnection } from "./grpc-connection.js";

/** A call that needs a connection. */
export interface WaitingCall {
  /** At most this many milliseconds are spent on a connection. */
  readonly dialTimeoutMs: number;
  /** Sends the call. */
  start(connection: GrpcConnection): void;
  /** There is no connection to be had. */
  fail(error: MicroError): void;
}

export interface PoolOptions extends ConnectionOptions {
  /** How many connections are opened when the peer takes no more calls on those that are. */
  readonly maxConnections: number;
  /** Nothing is open, and nothing waits. */
  readonly onEmpty: () => void;
}

/** The connections to one node. Calls share one until the peer takes no more on it. */
export class ConnectionPool {
  readonly #options: PoolOptions;
  readonly #connections = new Set<GrpcConnection>();
  /** Those that take no more calls, and may still have some that are open. */
  readonly #draining = new Set<GrpcConnection>();
  readonly #waiting = new Set<WaitingCall>();
  #dialing = false;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Gives the call a connection, now or when there is one. */
  submit(call: WaitingCall): void {
    const connection = this.#free();
    if (connection !== undefined) {
      call.start(connection);
      return;
    }
    this.#waiting.add(call);
    void this.#open(call.dialTimeoutMs);
  }

  /** The call waits no longer. */
  withdraw(call: WaitingCall): void {
    this.#waiting.delete(call);
  }

  close(): void {
    this.#closed = true;
    this.#failWaiting(connectionError("the client is closed"));
    for (const connection of [...this.#connections, ...this.#draining]) connection.destroy();
  }

  #free(): GrpcConnection | undefined {
    for (const connection of this.#connections) {
      if (connection.free) return connection;
    }
    return undefined;
  }

  /** Opens a connection, unless one is being opened or there are enough. */
  async #open(timeoutMs: number): Promise<void> {
    if (this.#dialing || this.#connections.size >= this.#options.maxConnections) return;
    this.#dialing = true;
    try {
      this.#add(await GrpcConnection.open(this.#options, timeoutMs));
    } catch (error) {
      this.#dialing = false;
      // Where others are open, calls go on waiting for those.
      if (this.#connections.size === 0) this.#failWaiting(MicroError.from(error, "go.micro.client"));
      this.#checkEmpty();
    }
  }

  #add(connection: GrpcConnection): void {
    this.#dialing = false;
    if (this.#closed) {
      connection.destroy();
      return;
    }
    this.#connections.add(connection);
    connection.onFree = () => this.#serveWaiting();
    connection.onClosing = () => {
      this.#connections.delete(connection);
      this.#draining.add(connection);
      this.#serveWaiting();
    };
    connection.onClosed = () => {
      this.#draining.delete(connection);
      this.#checkEmpty();
    };
    this.#serveWaiting();
  }

  #serveWaiting(): void {
    for (const call of this.#waiting) {
      const connection = this.#free();
      if (connection === undefined) {
        void this.#open(call.dialTimeoutMs);
        return;
      }
      this.#waiting.delete(call);
      call.start(connection);
    }
  }

  #checkEmpty(): void {
    const open = this.#connections.size + this.#draining.size;
    if (open === 0 && this.#waiting.size === 0 && !this.#dialing) this.#options.onEmpty();
  }

  #failWaiting(error: MicroError): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const call of waiting) call.fail(error);
  }
}
