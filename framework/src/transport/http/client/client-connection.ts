import type { Socket } from "node:net";
import { MicroError } from "../../../errors/micro-error.js";
import type { Deadlines } from "../../deadlines.js";
import { breakConnection } from "../message/break-connection.js";
import { transportError } from "../message/error-fields.js";
import type { HeadReader } from "../message/head-reader.js";
import type { Message } from "../message/message.js";
import { MessageParser, type ParserLimits } from "../message/message-parser.js";
import { pipelining } from "../message/pipelining.js";
import { SocketWriter, type WriteBatch } from "../message/socket-writer.js";
import { lostConnection, noConnection } from "./connection-failure.js";
import { type DialTarget, dial } from "./dial.js";
import type { PendingCall } from "./pending-call.js";
import { statusOf } from "./reply-error.js";

/** What the connections of a client share. */
export interface ClientConnections {
  readonly heads: HeadReader;
  readonly batch: WriteBatch;
  /** Of streams; calls wait in the connection, which a `DeadlineScan` looks through. */
  readonly deadlines: Deadlines;
  readonly limits: ParserLimits;
}

/** What a pool wants to know of its connections. */
export interface ClientConnectionEvents {
  /** The connection can take another call. */
  onFree(connection: ClientConnection): void;
  onClosed(connection: ClientConnection): void;
}

/** How a connection is used. */
export interface ConnectionUse {
  readonly target: DialTarget;
  readonly dialTimeoutMs: number;
  /** True for a peer that answers in any order: many calls at a time, matched by `Micro-Id`. */
  readonly anyOrder: boolean;
}

const nothing = new Uint8Array(0);

/**
 * One connection to a server: one call at a time, or many where the server matches replies by `Micro-Id`.
 *
 * It is dropped after whatever could leave it out of step: a call given up, an error, bytes that nobody asked for.
 */
export class ClientConnection {
  readonly #socket: Socket;
  readonly #target: DialTarget;
  readonly #anyOrder: boolean;
  readonly #parser: MessageParser;
  readonly #writer: SocketWriter;
  readonly #events: ClientConnectionEvents;
  readonly #pending = new Map<string, PendingCall>();
  #connected = false;
  #nextId = 0;
  /** The server closes, and asks to be called no more: calls in flight are the last. */
  #leaving = false;
  #closed = false;
  #error: unknown;
  /** Since when no call is in flight, in milliseconds since the epoch. */
  idleSince: number = Date.now();

  constructor(use: ConnectionUse, shared: ClientConnections, events: ClientConnectionEvents) {
    this.#target = use.target;
    this.#anyOrder = use.anyOrder;
    this.#events = events;
    this.#parser = new MessageParser(shared.heads, shared.limits, "response");
    const socket = dial(use.target, use.dialTimeoutMs, () => {
      this.#connected = true;
    });
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    socket.on("end", () => this.#endInput());
    socket.on("error", (error) => this.destroy(error));
    socket.on("close", () => this.#close());
    this.#socket = socket;
    this.#writer = new SocketWriter(socket, shared.batch, Number.POSITIVE_INFINITY);
  }

  /** Whether another call may be made here. */
  get open(): boolean {
    return !this.#closed && !this.#leaving;
  }

  /** How many calls wait for their reply. */
  get load(): number {
    return this.#pending.size;
  }

  /** @param fields the header fields behind the prefix, without `Content-Length` and `Micro-Id` */
  send(
    call: PendingCall,
    head: { readonly prefix: Uint8Array; readonly fields: string },
    body: Uint8Array,
  ): void {
    if (this.#pending.size === 0) this.#socket.ref();
    const id = String(this.#nextId++);
    this.#pending.set(id, call);
    const fields = `Content-Length: ${body.length}\r\nMicro-Id: ${id}\r\n${head.fields}\r\n`;
    this.#writer.write(head.prefix, fields, body);
    call.watch(() => this.#abandon(id));
  }

  /** Gives up the calls whose time is over. @returns when the next one's is */
  expire(now: number): number {
    let next = Number.POSITIVE_INFINITY;
    for (const [id, call] of this.#pending) {
      if (call.deadline > now) {
        next = Math.min(next, call.deadline);
      } else {
        call.expire();
        this.#abandon(id);
      }
    }
    return next;
  }

  destroy(error?: unknown): void {
    if (this.#closed) return;
    this.#error = error;
    this.#close();
    this.#socket.destroy();
  }

  /** Gives up one call: the server is told, in the way that this connection can. */
  #abandon(id: string): void {
    if (!this.#pending.delete(id)) return;
    const isUnused = !this.#connected && this.#pending.size === 0;
    if (!this.#anyOrder || isUnused) {
      this.#reset();
      return;
    }
    const head = `POST / HTTP/1.1\r\nHost: -\r\nMicro-Pipelining: ${pipelining.cancel}\r\nMicro-Id: ${id}\r\nContent-Length: 0\r\n\r\n`;
    this.#writer.write(nothing, head, nothing);
    if (this.#pending.size === 0) this.#becomeFree();
  }

  #receive(chunk: Buffer): void {
    try {
      this.#parser.push(chunk);
      for (let it = this.#parser.next(); it !== undefined; it = this.#parser.next()) this.#accept(it);
    } catch (error) {
      this.destroy(transportError(500, error instanceof Error ? error.message : String(error), error));
    }
  }

  #accept(message: Message): void {
    if (statusOf(message) < 200) return;
    const id = this.#anyOrder ? message.micro("id") : this.#pending.keys().next().value;
    const call = id === undefined ? undefined : this.#pending.get(id);
    if (id === undefined || call === undefined) {
      if (!this.#anyOrder) this.destroy(transportError(500, "a reply that nobody waits for"));
      else if (message.get("micro-pipelining") === pipelining.leave) this.#leave();
      // Else this is the late reply of a call that was given up.
      return;
    }
    this.#pending.delete(id);
    const good = call.receive(message);
    if (!this.#anyOrder && !(good && staysOpen(message))) this.destroy();
    else if (this.#pending.size === 0) this.#becomeFree();
  }

  #leave(): void {
    this.#leaving = true;
    if (this.#pending.size === 0) this.destroy();
  }

  #becomeFree(): void {
    if (this.#leaving) this.destroy();
    this.idleSince = Date.now();
    this.#socket.unref();
    if (!this.#closed) this.#events.onFree(this);
  }

  #endInput(): void {
    const last = this.#parser.end();
    if (last !== undefined) this.#accept(last);
    this.destroy();
  }

  /** The server learns at once that nobody waits any more. */
  #reset(): void {
    this.#close();
    breakConnection(this.#socket);
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#events.onClosed(this);
    if (this.#pending.size === 0) return;
    const error = this.#failure();
    for (const call of this.#pending.values()) call.fail(error);
    this.#pending.clear();
  }

  #failure(): MicroError {
    const cause = this.#error;
    if (!this.#connected) return noConnection(this.#target, cause);
    if (cause instanceof MicroError) return cause;
    if (this.#parser.midMessage && !this.#anyOrder) return transportError(500, "unexpected EOF", cause);
    return lostConnection(this.#target, cause);
  }
}

/** Our servers say so before they close. Go's clients and servers know no such thing. */
function staysOpen(message: Message): boolean {
  return message.get("connection")?.toLowerCase() !== "close";
}
