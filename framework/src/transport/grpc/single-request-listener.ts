import type { Awaitable } from "../transport.js";
import { decompress } from "./compression.js";
import { grpcError } from "./grpc-error.js";
import { type FramedMessage, MessageReader } from "./message-framing.js";
import { type ServerExchange, ServerListener } from "./server-listener.js";

/** Serves a call with one request: it is handed over when the client has ended its side. */
export class SingleRequestListener extends ServerListener {
  readonly #reader: MessageReader;
  readonly #serve: (body: Uint8Array) => Awaitable<void>;
  #message: FramedMessage | undefined;

  /** @param serve runs the call, and ends the reply unless it throws */
  constructor(exchange: ServerExchange, serve: (body: Uint8Array) => Awaitable<void>) {
    super(exchange);
    this.#serve = serve;
    this.#reader = new MessageReader(exchange.maxBytes, (message) => this.#take(message));
  }

  onData(chunk: Buffer): void {
    if (this.exchange.reply.ended) return;
    try {
      this.#reader.push(chunk);
    } catch (error) {
      this.refuse(error);
    }
  }

  onEnd(): void {
    const message = this.#message;
    this.exchange.onRequest();
    if (this.exchange.reply.ended) return;
    if (this.#reader.incomplete) this.refuse(grpcError("internal", "the request ends within a message"));
    else if (message === undefined) this.refuse(grpcError("unimplemented", "the request holds no message"));
    else this.#run(message);
  }

  #take(message: FramedMessage): void {
    if (this.#message !== undefined)
      throw grpcError("unimplemented", "the request holds more than one message");
    this.checkCompression(message);
    this.#message = message;
  }

  #run(message: FramedMessage): void {
    const done = message.compressed ? this.#runCompressed(message.body) : this.#runNow(message.body);
    if (done instanceof Promise) done.catch((error: unknown) => this.fail(error));
  }

  async #runCompressed(body: Uint8Array): Promise<void> {
    await this.#serve(await decompress(body, this.exchange.maxBytes));
  }

  #runNow(body: Uint8Array): Awaitable<void> {
    try {
      return this.#serve(body);
    } catch (error) {
      this.fail(error);
    }
  }
}
