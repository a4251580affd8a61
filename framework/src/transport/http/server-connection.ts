import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { MicroError } from "../../errors/micro-error.js";
import type { Deadlines } from "../deadlines.js";
import { endSocket } from "../port/end-socket.js";
import { listenToSocket } from "../port/listen-to-socket.js";
import type { OpenConnection } from "../port/open-connections.js";
import type { OtherProtocols } from "../port/port-protocol.js";
import type { CallAcceptor } from "../transport.js";
import { breakConnection } from "./break-connection.js";
import type { ContentTypes } from "./content-types.js";
import type { HeadReader } from "./head-reader.js";
import type { MalformedHttp } from "./malformed-http.js";
import type { Message } from "./message.js";
import { MessageParser, type ParserLimits } from "./message-parser.js";
import type { MetadataWriter } from "./metadata-writer.js";
import { NextRequest } from "./next-request.js";
import { ReplyWriter } from "./reply-writer.js";
import { routeOf } from "./request-route.js";
import { ServerCall } from "./server-call.js";
import { ServerStream } from "./server-stream.js";
import { SocketWriter, type WriteBatch } from "./socket-writer.js";

/** What the connections of a listener share. */
export interface ServerConnections {
  readonly acceptor: CallAcceptor;
  readonly contentTypes: ContentTypes;
  readonly heads: HeadReader;
  readonly batch: WriteBatch;
  readonly metadata: MetadataWriter;
  readonly deadlines: Deadlines;
  readonly limits: MucpServerLimits;
}

/** What a listener accepts of its clients. */
export interface MucpServerLimits extends ParserLimits {
  /** How long a message may take from its first byte to its last. */
  readonly receiveTimeoutMs: number;
}

/** How many requests of one connection are served at a time, where its peer takes replies in any order. */
const maxCallsPerConnection = 128;
const maxUnparsedBytes = 64 * 1024;
const maxBacklogBytes = 32 * 1024;
const nothing = new Uint8Array(0);
const space = 0x20;

/** Every message of Go Micro's begins with `POST / `. */
const goesToRoot = (parser: MessageParser): boolean => (parser.upcomingByte(6) ?? space) === space;

/**
 * One connection of a client: requests in, replies out, one after the other; or one stream.
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
  readonly #remote: string;
  /** The call that is answered before the next one is looked at. */
  #current: ServerCall | undefined;
  /** The calls that may be answered in any order, by their `Micro-Id`. */
  readonly #calls = new Map<string, ServerCall>();
  #stream: ServerStream | undefined;
  #inputEnded = false;
  #closing = false;
  #pumping = false;
  #awaitsDrain = false;
  #messageSince: number | undefined;
  readonly #leaveSocket: () => void;

  constructor(socket: Socket, shared: ServerConnections, others: OtherProtocols) {
    this.#socket = socket;
    this.#shared = shared;
    this.#others = others;
    this.#remote = `${socket.remoteAddress}:${socket.remotePort}`;
    this.#parser = new MessageParser(shared.heads, shared.limits, "request");
    const maxBytes = shared.limits.maxHeaderBytes;
    this.#next = new NextRequest({ parser: this.#parser, others, maxBytes, isSurelyOurs: goesToRoot });
    this.#writer = new SocketWriter(socket, shared.batch, maxBacklogBytes);
    this.#replies = new ReplyWriter(this.#writer, shared.metadata);
    this.#leaveSocket = listenToSocket(socket, {
      data: (chunk) => this.receive(chunk),
      end: () => this.#endInput(),
      error: () => socket.destroy(),
      close: () => this.#cancelAll(),
    });
    this.#inputEnded = socket.readableEnded;
  }

  isLate(now: number): boolean {
    const { receiveTimeoutMs } = this.#shared.limits;
    return this.#messageSince !== undefined && now - this.#messageSince > receiveTimeoutMs;
  }

  receive(chunk: Buffer): void {
    if (this.#closing && !this.#busy) return;
    this.#parser.push(chunk);
    this.#pump();
  }

  /** Closes as soon as no call is in flight. */
  close(): void {
    this.#closing = true;
    if (!this.#busy) this.#end();
  }

  /** Breaks the connection, so that its client does not take this for the end of a stream. */
  destroy(): void {
    breakConnection(this.#socket);
  }

  get #busy(): boolean {
    return this.#current !== undefined || this.#stream !== undefined || this.#calls.size > 0;
  }

  /** While this is true nothing more is read, and so the peer is held back. */
  get #held(): boolean {
    if (this.#stream !== undefined) return this.#stream.full;
    if (this.#current !== undefined || this.#calls.size >= maxCallsPerConnection) return true;
    return this.#closing || this.#writer.full;
  }

  #pump(): void {
    this.#pumping = true;
    try {
      this.#serveAll();
      if (this.#parser.continueExpected)
        this.#writer.write(nothing, "HTTP/1.1 100 Continue\r\n\r\n", nothing);
    } catch (error) {
      this.#refuse(error);
    } finally {
      this.#pumping = false;
    }
    if (!this.#busy && !this.#closing && this.#next.whose() === "others") {
      this.#handOn();
      return;
    }
    const arriving = this.#parser.midMessage && !this.#held;
    this.#messageSince = arriving ? (this.#messageSince ?? Date.now()) : undefined;
    if (this.#held && this.#parser.waiting > maxUnparsedBytes) this.#socket.pause();
    else if (this.#socket.isPaused()) this.#socket.resume();
    if (this.#inputEnded && !this.#held) this.#settleInput();
    if (this.#writer.full && !this.#awaitsDrain) this.#resumeWhenDrained();
  }

  async #resumeWhenDrained(): Promise<void> {
    this.#awaitsDrain = true;
    await this.#writer.drained();
    this.#awaitsDrain = false;
    this.#resume();
  }

  #resume(): void {
    if (!this.#pumping) this.#pump();
  }

  #serveAll(): void {
    while (!this.#held && (this.#stream !== undefined || this.#next.whose() === "ours")) {
      const message = this.#parser.next();
      if (message === undefined) return;
      this.#messageSince = undefined;
      this.#next.parsed();
      if (this.#stream === undefined) this.#serve(message);
      else this.#stream.receive(message);
    }
  }

  /** The connection goes to the protocol of its next request, and may come back. */
  #handOn(): void {
    this.#leaveSocket();
    this.#writer.detach();
    this.#socket.resume();
    this.#others.take(this.#socket, this.#parser.takeRest());
  }

  #serve(message: Message): void {
    const route = routeOf(message, this.#shared);
    const id = message.micro("id") ?? "";
    if (route.format === undefined) {
      this.#replies.refuseContentType(route.contentType, id);
    } else if (route.anyOrder && message.get("micro-pipelining") === "cancel") {
      this.#calls.get(id)?.cancel();
    } else {
      const { deadlines } = this.#shared;
      const origin = { route, format: route.format, id, remote: this.#remote, deadlines };
      const call = new ServerCall(message, origin);
      if (message.excess === undefined) this.#open(call, message);
      else this.#replies.fail(call, tooLong(message.excess));
    }
  }

  #open(call: ServerCall, message: Message): void {
    let body: Uint8Array;
    try {
      body = call.open(message.body);
    } catch (error) {
      this.#fail(call, error);
      return;
    }
    const target = call.route.target ?? this.#shared.acceptor.find(call.endpoint);
    if (target !== undefined && target.kind !== "unary") this.#serveStream(call, message);
    else this.#serveUnary(call, body);
  }

  #serveUnary(call: ServerCall, body: Uint8Array): void {
    if (call.route.anyOrder) this.#calls.set(call.id, call);
    else this.#current = call;
    try {
      const answer = this.#shared.acceptor.unary(call, body);
      if (answer instanceof Promise) this.#replyLater(call, answer);
      else this.#reply(call, answer);
    } catch (error) {
      this.#fail(call, error);
    }
  }

  #replyLater(call: ServerCall, answer: Promise<Uint8Array>): void {
    answer.then((body) => this.#reply(call, body)).catch((error: unknown) => this.#fail(call, error));
  }

  #reply(call: ServerCall, body: Uint8Array): void {
    this.#replies.reply(call, body);
    this.#release(call);
  }

  #fail(call: ServerCall, error: unknown): void {
    this.#replies.fail(call, MicroError.from(error, "go.micro.server"));
    this.#release(call);
  }

  #release(call: ServerCall): void {
    call.finish();
    if (this.#current === call) this.#current = undefined;
    else this.#calls.delete(call.id);
    if (this.#closing && !this.#busy) this.#end();
    else this.#resume();
  }

  #serveStream(call: ServerCall, opening: Message): void {
    const port = { replies: this.#replies, writer: this.#writer, resume: () => this.#resume() };
    const stream = new ServerStream(call, port, opening);
    this.#stream = stream;
    this.#shared.acceptor
      .stream(call, stream)
      .then(() => stream.finish())
      .catch((error: unknown) => this.#replies.fail(call, MicroError.from(error, "go.micro.server")))
      .finally(() => {
        call.finish();
        this.#stream = undefined;
        this.#end();
      });
  }

  #refuse(error: unknown): void {
    this.#replies.refuse(error);
    this.#cancelAll();
    this.#end();
  }

  #endInput(): void {
    this.#inputEnded = true;
    // A plain connection may be half closed by a caller that waits for its reply. These callers never do that.
    if (this.#calls.size > 0 || this.#socket instanceof TLSSocket) this.#cancelCalls();
    this.#pump();
  }

  /** Everything that the client sent was looked at, and nothing more will come. */
  #settleInput(): void {
    if (this.#stream !== undefined) this.#stream.endInput();
    else if (!this.#busy) this.#end();
  }

  #cancelCalls(): void {
    this.#current?.cancel();
    for (const call of this.#calls.values()) call.cancel();
  }

  #cancelAll(): void {
    this.#closing = true;
    this.#cancelCalls();
    this.#stream?.cancel();
  }

  #end(): void {
    this.#closing = true;
    if (this.#socket.writableEnded) return;
    this.#writer.flush();
    endSocket(this.#socket);
  }
}

function tooLong({ status, message }: MalformedHttp): MicroError {
  return new MicroError({ id: "go.micro.server", code: status, detail: message });
}
