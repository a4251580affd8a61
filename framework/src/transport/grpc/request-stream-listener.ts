import type { MicroError } from "../../errors/micro-error.js";
import { grpcError } from "./grpc-error.js";
import { IncomingMessages } from "./incoming-messages.js";
import { type ServerExchange, ServerListener } from "./server-listener.js";

/** Serves a call with any number of requests: the handler starts at once, and reads them as they come. */
export class RequestStreamListener extends ServerListener {
  readonly #requests: IncomingMessages;

  /** @param serve runs the call, and ends the reply unless it rejects */
  constructor(exchange: ServerExchange, serve: (requests: AsyncIterable<Uint8Array>) => Promise<void>) {
    super(exchange);
    this.#requests = new IncomingMessages({
      maxBytes: exchange.maxBytes,
      check: (message) => this.checkCompression(message),
      pause: () => exchange.stream.pause(),
      resume: () => exchange.stream.resume(),
    });
    serve(this.#requests).catch((error: unknown) => this.fail(error));
  }

  onData(chunk: Buffer): void {
    if (this.exchange.reply.ended) return;
    try {
      this.#requests.push(chunk);
    } catch (error) {
      this.refuse(error);
    }
  }

  onEnd(): void {
    const cut = this.#requests.incomplete;
    this.#requests.end(cut ? grpcError("internal", "the requests end within a message") : undefined);
  }

  protected override gone(error: MicroError): void {
    this.#requests.abort(error);
    super.gone(error);
  }
}
