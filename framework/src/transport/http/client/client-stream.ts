import type { Socket } from "node:net";
import { timeout } from "../../../errors/errors.js";
import { MicroError } from "../../../errors/micro-error.js";
import { Metadata } from "../../../metadata/metadata.js";
import { BodyQueue } from "../../body-queue.js";
import type { CancelDeadline, Deadlines } from "../../deadlines.js";
import type { OutgoingStream } from "../../transport.js";
import { breakConnection } from "../message/break-connection.js";
import { endOfStream, errorFields, transportError } from "../message/error-fields.js";
import { MalformedHttp } from "../message/malformed-http.js";
import type { Message } from "../message/message.js";
import { MessageParser } from "../message/message-parser.js";
import { SocketWriter } from "../message/socket-writer.js";
import type { ClientConnections } from "./client-connection.js";
import { lostConnection, noConnection } from "./connection-failure.js";
import { dial } from "./dial.js";
import { replyError, statusOf } from "./reply-error.js";
import type { StreamOpening } from "./stream-opening.js";

const maxBacklogBytes = 32 * 1024;
const maxQueuedBytes = 64 * 1024;
const nothing = new Uint8Array(0);

/** The client's end of a stream: a connection of its own, each message an HTTP message of its own. */
export class ClientStream implements OutgoingStream {
  readonly header: Promise<Metadata>;
  readonly trailer: Promise<Metadata>;
  readonly #opening: StreamOpening;
  readonly #socket: Socket;
  readonly #parser: MessageParser;
  readonly #writer: SocketWriter;
  readonly #queue: BodyQueue;
  #giveHeader: (header: Metadata) => void = () => {};
  #giveTrailer: (trailer: Metadata) => void = () => {};
  #settleOpening: ((error?: MicroError) => void) | undefined;
  readonly #deadlines: Deadlines;
  #cancelDeadline: CancelDeadline | undefined;
  #received = false;
  #inputEnded = false;
  #outputEnded = false;
  #ended = false;

  private constructor(opening: StreamOpening, shared: ClientConnections) {
    this.#opening = opening;
    this.#deadlines = shared.deadlines;
    this.header = new Promise((resolve) => {
      this.#giveHeader = resolve;
    });
    this.trailer = new Promise((resolve) => {
      this.#giveTrailer = resolve;
    });
    this.#parser = new MessageParser(shared.heads, shared.limits, "response");
    this.#queue = new BodyQueue(maxQueuedBytes, () => this.#pump());
    const socket = dial(opening.target, opening.call.dialTimeoutMs, () => this.#connected());
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    socket.on("end", () => this.#endInput());
    socket.on("error", (error) => this.#fail(this.#lost(error)));
    socket.on("close", () => this.#fail(this.#lost(undefined)));
    this.#socket = socket;
    this.#writer = new SocketWriter(socket, shared.batch, maxBacklogBytes);
  }

  /** Resolves when the connection is there; the opening message is then on its way. */
  static open(opening: StreamOpening, shared: ClientConnections): Promise<ClientStream> {
    return new Promise((resolve, reject) => {
      const stream = new ClientStream(opening, shared);
      stream.#settleOpening = (error) => {
        stream.#settleOpening = undefined;
        if (error === undefined) resolve(stream);
        else reject(error);
      };
      stream.#watch();
    });
  }

  async send(body: Uint8Array): Promise<void> {
    if (this.#ended || this.#outputEnded) throw transportError(499, "the stream has ended");
    this.#write("", this.#pack(body));
    if (this.#writer.full) await this.#writer.drained();
  }

  /**
   * Our own servers hear the end as a message. Others hear that this half of the connection was closed; where they
   * wait for one message only, they need not hear it, and some would take it for the end of the call.
   */
  async closeSend(): Promise<void> {
    if (this.#ended || this.#outputEnded) return;
    this.#outputEnded = true;
    if (this.#opening.traits.anyOrder) {
      this.#write(errorFields(endOfStream), nothing);
    } else if (this.#opening.call.target.kind !== "server_streaming") {
      this.#writer.flush();
      this.#socket.end();
    }
  }

  close(): void {
    if (!this.#ended)
      this.#fail(new MicroError({ id: "go.micro.client", code: 499, detail: "the stream was closed" }));
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return {
      next: () => this.#queue.next(),
      return: async () => {
        this.close();
        return { done: true, value: undefined };
      },
    };
  }

  #watch(): void {
    const { deadline, signal } = this.#opening.call;
    if (deadline !== undefined)
      this.#cancelDeadline = this.#deadlines.set(deadline, () => this.#fail(deadlineExceeded()));
    if (signal?.aborted === true) this.#onAbort();
    else signal?.addEventListener("abort", this.#onAbort, { once: true });
  }

  readonly #onAbort = (): void => {
    this.#fail(MicroError.from(this.#opening.call.signal?.reason, "go.micro.client"));
  };

  #connected(): void {
    if (this.#ended) return;
    const { head, fields, openingBody } = this.#opening;
    const body = this.#pack(openingBody);
    this.#writer.write(head.prefix, `Content-Length: ${body.length}\r\n${fields}\r\n`, body);
    this.#settleOpening?.();
  }

  #write(fields: string, body: Uint8Array): void {
    this.#writer.write(this.#opening.framePrefix, `Content-Length: ${body.length}\r\n${fields}\r\n`, body);
  }

  #pack(body: Uint8Array): Uint8Array {
    const { head, call } = this.#opening;
    return head.format.framing?.packRequest({ endpoint: call.target.endpoint, id: "" }, body) ?? body;
  }

  #receive(chunk: Buffer): void {
    if (this.#ended) return;
    this.#parser.push(chunk);
    this.#pump();
  }

  #pump(): void {
    try {
      while (!this.#ended && !this.#queue.full) {
        const message = this.#parser.next();
        if (message === undefined) break;
        this.#accept(message);
      }
    } catch (error) {
      this.#fail(
        error instanceof MalformedHttp ? transportError(500, error.message, error) : this.#lost(error),
      );
    }
    if (this.#queue.full) this.#socket.pause();
    else if (this.#socket.isPaused()) this.#socket.resume();
    if (this.#inputEnded && !this.#queue.full) this.#settleInput();
  }

  #accept(message: Message): void {
    if (statusOf(message) < 200) return;
    if (!this.#received) this.#giveHeader(message.metadata());
    this.#received = true;
    if (message.excess !== undefined) throw message.excess;
    const error = replyError(message);
    if (error === undefined) {
      const { framing } = this.#opening.head.format;
      this.#queue.push(framing?.unpackReply(message.body).body ?? message.body);
      return;
    }
    this.#giveTrailer(message.trailer());
    if (error.code === 0 && error.detail === endOfStream) this.#end();
    else this.#fail(error);
  }

  #endInput(): void {
    this.#inputEnded = true;
    if (!this.#ended) this.#pump();
  }

  /** Go Micro 1.0 ends a stream by closing the connection, and says nothing. Our own servers always say it. */
  #settleInput(): void {
    if (this.#ended) return;
    if (this.#opening.traits.anyOrder || this.#parser.midMessage) this.#fail(this.#lost(undefined));
    else this.#end();
  }

  #end(): void {
    this.#finish();
    this.#queue.end();
    this.#socket.destroy();
  }

  #fail(error: MicroError): void {
    if (this.#ended) return;
    this.#finish();
    this.#settleOpening?.(error);
    this.#queue.end(error);
    breakConnection(this.#socket);
  }

  #finish(): void {
    this.#ended = true;
    this.#cancelDeadline?.();
    this.#opening.call.signal?.removeEventListener("abort", this.#onAbort);
    this.#giveHeader(new Metadata());
    this.#giveTrailer(new Metadata());
  }

  #lost(cause: unknown): MicroError {
    if (this.#settleOpening !== undefined) return noConnection(this.#opening.target, cause);
    if (this.#received) return transportError(500, "unexpected EOF", cause);
    return lostConnection(this.#opening.target, cause);
  }
}

function deadlineExceeded(): MicroError {
  return timeout("go.micro.client", "stream timeout: deadline exceeded");
}
