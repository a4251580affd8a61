import type { MicroError } from "../../../errors/micro-error.js";
import {
  ClientConnection,
  type ClientConnectionEvents,
  type ClientConnections,
} from "./client-connection.js";
import type { DialTarget } from "./dial.js";
import type { PendingCall } from "./pending-call.js";

/** How many connections a client keeps, and for how long. */
export interface PoolLimits {
  /** Connections to one address that are kept while no call uses them. */
  readonly maxIdle: number;
  /** How long they are kept. */
  readonly idleTtlMs: number;
}

/** A request, written as far as it can be before its connection is known. */
export interface WrittenRequest {
  readonly prefix: Uint8Array;
  readonly fields: string;
  readonly body: Uint8Array;
  readonly dialTimeoutMs: number;
}

/** A connection that was idle for longer is looked at before it is used: its peer may have closed it. */
const freshMs = 1000;
/**
 * Where replies come in any order, a further connection is opened only when each has this many calls. All that one
 * connection brings leaves in one write: with a single connection, client and server would take turns, and each
 * wait while the other works.
 */
const callsPerConnection = 4;
const maxConnections = 8;

/** The connections to one address. */
export class ClientPool implements ClientConnectionEvents {
  readonly #target: DialTarget;
  readonly #anyOrder: boolean;
  readonly #shared: ClientConnections;
  readonly #limits: PoolLimits;
  readonly #connections = new Set<ClientConnection>();
  #idle: ClientConnection[] = [];
  /** Calls whose connection is being looked at. */
  readonly #undecided = new Set<PendingCall>();

  constructor(
    target: DialTarget,
    anyOrder: boolean,
    shared: ClientConnections & { readonly pool: PoolLimits },
  ) {
    this.#target = target;
    this.#anyOrder = anyOrder;
    this.#shared = shared;
    this.#limits = shared.pool;
  }

  /** Whether it holds nothing: another one is as good. */
  get empty(): boolean {
    return this.#connections.size === 0 && this.#undecided.size === 0;
  }

  send(call: PendingCall, request: WrittenRequest, now: number): void {
    const connection = this.#take(request.dialTimeoutMs);
    if (connection.load === 0 && now - connection.idleSince > freshMs)
      this.#sendIfAlive(connection, call, request);
    else connection.send(call, request, request.body);
  }

  /** Gives up the calls whose time is over. @returns when the next one's is */
  expire(now: number): number {
    let next = Number.POSITIVE_INFINITY;
    for (const connection of this.#connections) next = Math.min(next, connection.expire(now));
    for (const call of this.#undecided) {
      if (call.deadline > now) {
        next = Math.min(next, call.deadline);
      } else {
        call.expire();
        this.#undecided.delete(call);
      }
    }
    return next;
  }

  /** Closes the connections that no call used for long. */
  closeIdle(now: number): void {
    for (const connection of this.#connections) {
      if (connection.load === 0 && now - connection.idleSince > this.#limits.idleTtlMs) connection.destroy();
    }
  }

  /** @param reason what calls hear that have no connection yet */
  close(reason: MicroError): void {
    for (const call of this.#undecided) call.fail(reason);
    this.#undecided.clear();
    for (const connection of [...this.#connections]) connection.destroy();
  }

  onFree(connection: ClientConnection): void {
    if (this.#anyOrder) return;
    if (this.#idle.length < this.#limits.maxIdle) this.#idle.push(connection);
    else connection.destroy();
  }

  onClosed(connection: ClientConnection): void {
    this.#connections.delete(connection);
    if (!this.#anyOrder && connection.load === 0) this.#idle = this.#idle.filter((it) => it !== connection);
  }

  #take(dialTimeoutMs: number): ClientConnection {
    const connection = this.#anyOrder ? this.#leastLoaded() : this.#idle.pop();
    return connection ?? this.#connect(dialTimeoutMs);
  }

  #leastLoaded(): ClientConnection | undefined {
    let least: ClientConnection | undefined;
    for (const connection of this.#connections) {
      if (!connection.open) continue;
      if (connection.load < callsPerConnection) return connection;
      if (least === undefined || connection.load < least.load) least = connection;
    }
    return this.#connections.size < maxConnections ? undefined : least;
  }

  #connect(dialTimeoutMs: number): ClientConnection {
    const use = { target: this.#target, dialTimeoutMs, anyOrder: this.#anyOrder };
    const connection = new ClientConnection(use, this.#shared, this);
    this.#connections.add(connection);
    return connection;
  }

  /** Lets the event loop read once, so that a close which waits in the kernel is seen before anything is written. */
  #sendIfAlive(connection: ClientConnection, call: PendingCall, request: WrittenRequest): void {
    this.#undecided.add(call);
    call.watch(() => this.#undecided.delete(call));
    const send = () => {
      const isWanted = this.#undecided.delete(call);
      if (connection.open && isWanted) connection.send(call, request, request.body);
      else if (isWanted) this.send(call, request, Date.now());
      else if (connection.open) this.onFree(connection);
    };
    setImmediate(() => setImmediate(send));
  }
}
