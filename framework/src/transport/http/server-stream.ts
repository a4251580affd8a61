import type { Awaitable } from "../../async/awaitable.js";
import { BodyQueue } from "../body-queue.js";
import type { IncomingStream } from "../transport.js";
import { endOfStream } from "./error-fields.js";
import type { Message } from "./message.js";
import type { ReplyWriter } from "./reply-writer.js";
import type { ServerCall } from "./server-call.js";
import type { SocketWriter } from "./socket-writer.js";

const maxQueuedBytes = 64 * 1024;

/** What a stream needs of its connection. */
export interface StreamPort {
  readonly replies: ReplyWriter;
  readonly writer: SocketWriter;
  /** The handler took a message: more may be read. */
  resume(): void;
}

/** The server's end of a stream: one connection, each message an HTTP message of its own. */
export class ServerStream implements IncomingStream {
  readonly call: ServerCall;
  readonly #port: StreamPort;
  readonly #queue: BodyQueue;
  /** This caller says when it has sent everything; without that word its end is a break. */
  readonly #saysEnd: boolean;
  #sent = false;
  #gone = false;

  constructor(call: ServerCall, port: StreamPort, opening: Message) {
    this.call = call;
    call.beginStream();
    this.#port = port;
    this.#queue = new BodyQueue(maxQueuedBytes, () => port.resume());
    this.#saysEnd = opening.get("micro-stream") !== undefined;
  }

  /** True while the handler is behind: nothing more should be read. */
  get full(): boolean {
    return this.#queue.full;
  }

  /**
   * Takes a message that the client sent.
   *
   * @throws {MalformedHttp} when it is too long: without it the stream would not be what was sent
   */
  receive(message: Message): void {
    if (message.excess !== undefined) throw message.excess;
    if (message.micro("error") === endOfStream) this.#queue.end();
    else this.#queue.push(this.#unpack(message.body));
  }

  /** The client will send no more: it closed its half of the connection. */
  endInput(): void {
    if (this.#saysEnd) this.cancel();
    else this.#queue.end();
  }

  /** The client is gone. */
  cancel(): void {
    this.#gone = true;
    this.call.cancel();
    this.#queue.end(this.call.goneError);
  }

  /** @throws {MicroError} 499 when the client is gone, so that the handler stops */
  send(body: Uint8Array): Awaitable<void> {
    if (this.#gone) throw this.call.goneError;
    this.#port.replies.message(this.call, body, !this.#sent);
    this.#sent = true;
    return this.#port.writer.full ? this.#port.writer.drained() : undefined;
  }

  /** Says that the handler sent everything. */
  finish(): void {
    this.#port.replies.endStream(this.call, !this.#sent);
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this.#queue;
  }

  #unpack(body: Uint8Array): Uint8Array {
    return this.call.format.framing?.unpackRequest(body).body ?? body;
  }
}
