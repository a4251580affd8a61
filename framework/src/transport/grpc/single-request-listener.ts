import type { Awaitable } from "../../async/awaitable.js";
import { decompress } from "./compression.js";
import { grpcError } from "./grpc-error.js";
import { type FramedMessage, MessageReader } from "./message-framing.js";
import { type ServerExchange, ServerListener } from "./server-listener.js";

export interface SingleRequestService {
  /** Runs the call, and ends the reply unless it throws. */
  readonly serve: (body: Uint8Array) => Awaitable<void>;
  /**
   * When it runs: at the end of the client's side, which tells that there is no second request; or as soon as the
   * request is there, since clients of Go Micro never end their side of a stream.
   */
  readonly startsAt: "end" | "request";
}

/** Serves a call with one request. */
export class SingleRequestListener extends ServerListener {
  readonly #reader: MessageReader;
  readonly #service: SingleRequestService;
  #message: FramedMessage | undefined;
  #started = false;

  constructor(exchange: ServerExchange, service: SingleRequestService) {
    super(exchange);
    this.#service = service;
    this.#reader = new MessageReader(exchange.maxBytes, (message) => this.#take(message));
  }

  onData(chunk: Buffer): void {
    if (this.exchange.reply.ended) return;
    try {
      this.#reader.push(chunk);
    } catch (error) {
      this.refuse(error);
      return;
    }
    const message = this.#message;
    if (this.#service.startsAt === "request" && message !== undefined) this.#start(message);
  }

  onEnd(): void {
    const message = this.#message;
    if (this.exchange.reply.ended) return;
    if (this.#reader.incomplete) this.refuse(grpcError("internal", "the request ends within a message"));
    else if (message === undefined) this.refuse(grpcError("unimplemented", "the request holds no message"));
    else this.#start(message);
  }

  #take(message: FramedMessage): void {
    if (this.#message !== undefined)
      throw grpcError("unimplemented", "the request holds more than one message");
    this.checkCompression(message);
    this.#message = message;
  }

  #start(message: FramedMessage): void {
    if (this.#started) return;
    this.#started = true;
    this.exchange.onRequest();
    const done = message.compressed ? this.#runCompressed(message.body) : this.#runNow(message.body);
    if (done instanceof Promise) done.catch((error: unknown) => this.fail(error));
  }

  async #runCompressed(body: Uint8Array): Promise<void> {
    await this.#service.serve(await decompress(body, this.exchange.maxBytes));
  }

  #runNow(body: Uint8Array): Awaitable<void> {
    try {
      return this.#service.serve(body);
    } catch (error) {
      this.fail(error);
    }
  }
}
