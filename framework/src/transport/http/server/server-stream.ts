import type { Awaitable } from "../../../async/awaitable.js";
import { MicroError } from "../../../errors/micro-error.js";
import { BodyQueue } from "../../body-queue.js";
import type { IncomingStream } from "../../transport.js";
import { endOfStream } from "../message/error-fields.js";
import type { Message } from "../message/message.js";
import type { CallMode, CallPort } from "./call-mode.js";
import type { ServerCall } from "./server-call.js";

const maxQueuedBytes = 64 * 1024;

/** The server's end of a stream: one connection, each message an HTTP message of its own. */
export class ServerStream implements IncomingStream, CallMode {
  readonly call: ServerCall;
  readonly #port: CallPort;
  readonly #queue: BodyQueue;
  /** This caller says when it has sent everything; without that word its end is a break. */
  readonly #saysEnd: boolean;
  #sent = false;
  #gone = false;
  #busy = true;

  constructor(call: ServerCall, port: CallPort, opening: Message) {
    this.call = call;
    call.beginStream();
    this.#port = port;
    this.#queue = new BodyQueue(maxQueuedBytes, () => port.onProgress());
    this.#saysEnd = opening.get("micro-stream") !== undefined;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** Runs the handler, and says how the stream ended. */
  async run(): Promise<void> {
    const { acceptor, replies } = this.#port;
    try {
      await acceptor.stream(this.call, this);
      replies.endStream(this.call, !this.#sent);
    } catch (error) {
      replies.fail(this.call, MicroError.from(error, "go.micro.server"));
    } finally {
      this.call.finish();
      this.#busy = false;
    }
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

  resume(): void {}

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

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this.#queue;
  }

  #unpack(body: Uint8Array): Uint8Array {
    return this.call.format.framing?.unpackRequest(body).body ?? body;
  }
}
