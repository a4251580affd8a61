import { timeout } from "../../errors/errors.js";
import { MicroError } from "../../errors/micro-error.js";
import type { CancelDeadline, Deadlines } from "../deadlines.js";
import type { HeaderBlock } from "../headers/header-block.js";
import { http2ErrorCodes } from "../http2/error-codes.js";
import type { Http2Stream, StreamEnd, StreamListener } from "../http2/http2.js";
import type { OutgoingCall } from "../transport.js";
import { ClientReply } from "./client-reply.js";
import type { ConnectionPool, WaitingCall } from "./connection-pool.js";
import type { GrpcConnection } from "./grpc-connection.js";
import { grpcError } from "./grpc-error.js";
import type { FramedMessage } from "./message-framing.js";
import { type RequestForm, requestBlock } from "./request-block.js";

/** By how much the server's clock may run ahead of ours. */
const clockToleranceMs = 2;

/** What calls are made with. */
export interface ClientCallOptions extends RequestForm {
  readonly pool: ConnectionPool;
  readonly deadlines: Deadlines;
  /** The longest message to take, in bytes. */
  readonly maxReceiveBytes: number;
  /** The longest message to send, in bytes. */
  readonly maxSendBytes: number;
}

/** A call of any kind: from the moment it looks for a connection until it ends, with an error or without. */
export abstract class ClientCall implements StreamListener, WaitingCall {
  protected readonly call: OutgoingCall;
  protected readonly options: ClientCallOptions;
  protected readonly reply: ClientReply = new ClientReply();
  #stream: Http2Stream | undefined;
  #connection: GrpcConnection | undefined;
  #cancelDeadline: CancelDeadline | undefined;
  #onAbort: (() => void) | undefined;
  #replyEnded = false;
  #finished = false;

  constructor(call: OutgoingCall, options: ClientCallOptions) {
    this.call = call;
    this.options = options;
  }

  /** Sends what is there to be sent at once. */
  protected abstract begin(stream: Http2Stream): void;
  /** Hears once how the call ended, after the last message. */
  protected abstract settle(error: MicroError | undefined): void;
  abstract onData(chunk: Buffer): void;
  onDrain(): void {}

  get dialTimeoutMs(): number {
    return this.call.dialTimeoutMs;
  }

  get finished(): boolean {
    return this.#finished;
  }

  /** Looks for a connection, and watches the time. */
  submit(): void {
    const { deadline, signal } = this.call;
    if (signal?.aborted) {
      this.finish(MicroError.from(signal.reason, "go.micro.client"));
      return;
    }
    if (signal !== undefined) {
      this.#onAbort = () => this.giveUp(MicroError.from(signal.reason, "go.micro.client"));
      signal.addEventListener("abort", this.#onAbort);
    }
    if (deadline !== undefined) {
      this.#cancelDeadline = this.options.deadlines.set(deadline, () => this.#timeOut());
    }
    this.options.pool.submit(this);
  }

  start(connection: GrpcConnection): void {
    const { call, options } = this;
    try {
      this.#connection = connection;
      this.#stream = connection.open(requestBlock(call, connection.authority, options), this);
      this.begin(this.#stream);
    } catch (error) {
      this.giveUp(MicroError.from(error, "go.micro.client"));
    }
  }

  fail(error: MicroError): void {
    this.finish(error);
  }

  onHeaders(block: HeaderBlock, ended: boolean): void {
    const error = this.reply.takeHead(block, ended);
    if (error !== undefined) this.giveUp(error);
  }

  onTrailers(block: HeaderBlock): void {
    this.reply.takeTrailers(block);
    if (this.#replyEnded) this.finish(this.reply.error);
  }

  onEnd(): void {
    this.#replyEnded = true;
    if (this.reply.complete) this.finish(this.reply.error);
  }

  onClose(end: StreamEnd): void {
    if (this.#finished) return;
    const ended = this.#replyEnded && end.errorCode === http2ErrorCodes.noError && !end.connectionLost;
    // Servers give up calls at their deadline: that is no other error than ours, a moment earlier.
    if (end.errorCode === http2ErrorCodes.cancel && this.#isLate) this.#timeOut();
    else this.finish(ended ? this.reply.error : this.reply.errorOfEnd(end));
  }

  /** Ends the call from this side. */
  protected giveUp(error: MicroError): void {
    if (this.#finished) return;
    this.#stream?.reset(http2ErrorCodes.cancel);
    this.finish(error);
  }

  protected finish(error: MicroError | undefined): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#cancelDeadline?.();
    if (this.#onAbort !== undefined) this.call.signal?.removeEventListener("abort", this.#onAbort);
    this.options.pool.withdraw(this);
    this.settle(error);
  }

  /** @throws {GrpcError} for a compressed message in a reply that names no compression */
  protected checkCompression(message: FramedMessage): void {
    if (message.compressed && !this.reply.compressed) {
      throw grpcError("internal", "a message is compressed, and grpc-encoding does not say how");
    }
  }

  /** @throws {GrpcError} */
  protected checkSize(body: Uint8Array): void {
    const { maxSendBytes } = this.options;
    if (body.length <= maxSendBytes) return;
    throw grpcError(
      "resource_exhausted",
      `a message of ${body.length} bytes is over the limit of ${maxSendBytes}`,
    );
  }

  get #isLate(): boolean {
    const { deadline } = this.call;
    return deadline !== undefined && Date.now() + clockToleranceMs >= deadline;
  }

  #timeOut(): void {
    // Where nothing at all came back, the peer may be gone without a word.
    if (this.reply.isEmpty) this.#connection?.check();
    this.giveUp(timeout("go.micro.client", "call timeout: deadline exceeded"));
  }
}
