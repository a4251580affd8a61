import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { endSocket } from "../../port/end-socket.js";
import { listenToSocket } from "../../port/listen-to-socket.js";
import type { OpenConnection } from "../../port/open-connections.js";
import type { OtherProtocols } from "../../port/port-protocol.js";
import { breakConnection } from "../message/break-connection.js";
import type { HeadReader } from "../message/head-reader.js";
import { MessageParser, type ParserLimits } from "../message/message-parser.js";
import type { MetadataWriter } from "../message/metadata-writer.js";
import { SocketWriter, type WriteBatch } from "../message/socket-writer.js";
import { ConnectionCalls, type ServedCalls } from "./connection-calls.js";
import { NextRequest } from "./next-request.js";
import { ReplyWriter } from "./reply-writer.js";

/** What the connections of a listener share. */
export interface ServerConnections extends ServedCalls {
  readonly heads: HeadReader;
  readonly batch: WriteBatch;
  readonly metadata: MetadataWriter;
  readonly limits: MucpServerLimits;
}

/** What a listener accepts of its clients. */
export interface MucpServerLimits extends ParserLimits {
  /** How long a message may take from its first byte to its last. */
  readonly receiveTimeoutMs: number;
}

const maxUnparsedBytes = 64 * 1024;
const maxBacklogBytes = 32 * 1024;
/** How long a client of our own may take to leave when it is asked to. */
const leaveMs = 1_000;
/** How long others are listened to before their connection is closed: a request may be on its way. */
const lingerMs = 100;
const space = 0x20;

/** Every message of Go Micro's begins with `POST / `. */
const goesToRoot = (parser: MessageParser): boolean => (parser.upcomingByte(6) ?? space) === space;

/**
 * One connection of a client: requests in, replies out, in one of three modes.
 *
 * It stays open after an error, and whatever `Connection` says: the client closes it, or the end of a stream, or
 * a message that is not HTTP. A request of another protocol takes it to that.
 */
export class ServerConnection implements OpenConnection {
  readonly #socket: Socket;
  readonly #shared: ServerConnections;
  readonly #others: OtherProtocols;
  readonly #next: NextRequest;
  readonly #parser: MessageParser;
  readonly #writer: SocketWriter;
  readonly #replies: ReplyWriter;
  readonly #calls: ConnectionCalls;
  #inputEnded = false;
  /** The client is asked to go elsewhere: what comes nevertheless is served until this timer fires. */
  #leaving: NodeJS.Timeout | undefined;
  /** Nothing more is read. */
  #closing = false;
  #pumping = false;
  #awaitsDrain = false;
  #messageSince: number | undefined;
  readonly #leaveSocket: () => void;

  constructor(socket: Socket, shared: ServerConnections, others: OtherProtocols) {
    this.#socket = socket;
    this.#shared = shared;
    this.#others = others;
    this.#parser = new MessageParser(shared.heads, shared.limits, "request");
    const maxBytes = shared.limits.maxHeaderBytes;
    this.#next = new NextRequest({ parser: this.#parser, others, maxBytes, isSurelyOurs: goesToRoot });
    this.#writer = new SocketWriter(socket, shared.batch, maxBacklogBytes);
    this.#replies = new ReplyWriter(this.#writer, shared.metadata);
    this.#calls = new ConnectionCalls(shared, {
      acceptor: shared.acceptor,
      replies: this.#replies,
      writer: this.#writer,
      remote: `${socket.remoteAddress}:${socket.remotePort}`,
      onProgress: () => this.#goOn(),
      onStreamEnded: () => this.#end(),
    });
    this.#leaveSocket = listenToSocket(socket, {
      data: (chunk) => this.receive(chunk),
      end: () => this.#endInput(),
      error: () => socket.destroy(),
      close: () => this.#endAll(),
    });
    this.#inputEnded = socket.readableEnded;
  }

  isLate(now: number): boolean {
    const { receiveTimeoutMs } = this.#shared.limits;
    return this.#messageSince !== undefined && now - this.#messageSince > receiveTimeoutMs;
  }

  receive(chunk: Buffer): void {
    if (this.#closing && !this.#calls.mode.busy) return;
    this.#parser.push(chunk);
    this.#pump();
  }

  /** Lets the client go, and closes when it has, or has had the time to, and no call is in flight. */
  close(): void {
    if (this.#leaving !== undefined) return;
    this.#leaving = setTimeout(() => this.#stop(), this.#calls.canLeave ? leaveMs : lingerMs);
    this.#calls.leave();
  }

  /** Breaks the connection, so that its client does not take this for the end of a stream. */
  destroy(): void {
    breakConnection(this.#socket);
  }

  /** While this is true nothing more is read, and so the peer is held back. */
  get #held(): boolean {
    if (this.#calls.mode.full) return true;
    if (this.#calls.isStream) return false;
    return this.#writer.full || (this.#closing && !this.#calls.canLeave);
  }

  #pump(): void {
    this.#pumping = true;
    try {
      this.#serveAll();
      if (this.#parser.continueExpected) this.#replies.sayContinue();
    } catch (error) {
      this.#refuse(error);
    } finally {
      this.#pumping = false;
    }
    if (!this.#calls.mode.busy && !this.#closing && this.#next.whose() === "others") {
      this.#handOn();
      return;
    }
    const arriving = this.#parser.midMessage && !this.#held;
    this.#messageSince = arriving ? (this.#messageSince ?? Date.now()) : undefined;
    if (this.#held && this.#parser.waiting > maxUnparsedBytes) this.#socket.pause();
    else if (this.#socket.isPaused()) this.#socket.resume();
    if (this.#inputEnded) this.#settleInput();
    if (this.#writer.full && !this.#awaitsDrain) this.#resumeWhenDrained();
  }

  async #resumeWhenDrained(): Promise<void> {
    this.#awaitsDrain = true;
    await this.#writer.drained();
    this.#awaitsDrain = false;
    this.#calls.mode.resume();
    this.#goOn();
  }

  #serveAll(): void {
    while (!this.#held && (this.#calls.isStream || this.#next.whose() === "ours")) {
      const message = this.#parser.next();
      if (message === undefined) return;
      this.#messageSince = undefined;
      this.#next.parsed();
      this.#calls.receive(message);
    }
  }

  /** The connection goes to the protocol of its next request, and may come back. */
  #handOn(): void {
    clearTimeout(this.#leaving);
    this.#leaveSocket();
    this.#writer.detach();
    this.#socket.resume();
    this.#others.take(this.#socket, this.#parser.takeRest());
  }

  #goOn(): void {
    if (this.#closing && !this.#calls.mode.busy) this.#end();
    else if (!this.#pumping) this.#pump();
  }

  #refuse(error: unknown): void {
    this.#replies.refuse(error);
    this.#calls.mode.cancel();
    this.#end();
  }

  #endInput(): void {
    this.#inputEnded = true;
    this.#pump();
  }

  /** Nothing more will come; some of what came may wait for its turn. */
  #settleInput(): void {
    const { mode, isStream } = this.#calls;
    if (!mode.busy) {
      if (!this.#held) this.#end();
    } else if (!isStream && this.#socket instanceof TLSSocket) {
      // Only a plain connection can be closed by half.
      mode.cancel();
    } else if (!(isStream && mode.full)) {
      mode.endInput();
    }
  }

  /** Whoever was to leave had the time to. */
  #stop(): void {
    this.#closing = true;
    this.#calls.stop();
    if (!this.#calls.mode.busy) this.#end();
  }

  #endAll(): void {
    clearTimeout(this.#leaving);
    this.#closing = true;
    this.#calls.mode.cancel();
  }

  #end(): void {
    this.#closing = true;
    if (this.#socket.writableEnded) return;
    this.#writer.flush();
    endSocket(this.#socket);
  }
}
