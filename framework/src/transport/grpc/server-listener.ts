import { MicroError } from "../../errors/micro-error.js";
import { visibleError } from "../../errors/visible-error.js";
import type { HeaderCall } from "../headers/header-call.js";
import type { Http2ServerStream, StreamListener } from "../http2/http2.js";
import { grpcError } from "./grpc-error.js";
import type { FramedMessage } from "./message-framing.js";
import type { ServerReply } from "./server-reply.js";

/** One call, with what serving it takes. */
export interface ServerExchange {
  readonly stream: Http2ServerStream;
  readonly call: HeaderCall;
  readonly reply: ServerReply;
  /** The longest message to take, in bytes. */
  readonly maxBytes: number;
  /** Whether the client said how its compressed messages are compressed. */
  readonly compressed: boolean;
  /** Runs when a request that is one message has come. */
  readonly onRequest: () => void;
  /** Runs once, when the stream is gone. */
  readonly onClosed: () => void;
}

/** Serves a call. What comes in differs by kind; how a call fails, and how it is given up, does not. */
export abstract class ServerListener implements StreamListener {
  protected readonly exchange: ServerExchange;

  constructor(exchange: ServerExchange) {
    this.exchange = exchange;
  }

  abstract onData(chunk: Buffer): void;
  abstract onEnd(): void;

  onHeaders(): void {}
  onTrailers(): void {}

  onDrain(): void {
    this.exchange.reply.drained();
  }

  onClose(): void {
    this.exchange.onClosed();
    if (this.exchange.reply.ended) return;
    this.gone(new MicroError({ id: "go.micro.server", code: 499, detail: "the caller went away" }));
  }

  /** Answers for a handler that takes longer than its caller waits. */
  timeOut(detail = "the deadline has passed"): void {
    if (!this.exchange.reply.ended) this.refuse(grpcError("deadline_exceeded", detail));
  }

  /** Answers with an error that is not the handler's, and tells the handler to stop. */
  protected refuse(error: unknown): void {
    const visible = visibleError(error, "go.micro.server");
    this.exchange.reply.fail(visible);
    this.gone(visible);
  }

  /** Nobody waits for an answer any more. */
  protected gone(error: MicroError): void {
    this.exchange.reply.abort(error);
    this.exchange.call.abort(error);
  }

  /** Answers with what the handler threw. */
  protected fail(error: unknown): void {
    this.exchange.reply.fail(visibleError(error, "go.micro.server"));
  }

  /** @throws {GrpcError} for a compressed message in a call that names no compression */
  protected checkCompression(message: FramedMessage): void {
    if (message.compressed && !this.exchange.compressed) {
      throw grpcError("internal", "a message is compressed, and grpc-encoding does not say how");
    }
  }
}
