import { MicroError } from "../../errors/micro-error.js";
import type { Metadata } from "../../metadata/metadata.js";
import type { HeaderBlock } from "../headers/header-block.js";
import type { Http2Stream } from "../http2/http2.js";
import type { OutgoingCall, OutgoingStream } from "../transport.js";
import { ClientCall, type ClientCallOptions } from "./client-call.js";
import { grpcError } from "./grpc-error.js";
import { IncomingMessages } from "./incoming-messages.js";
import type { FramedMessage } from "./message-framing.js";
import { OutgoingMessages } from "./outgoing-messages.js";

/** A call with streams. */
export class ClientStream extends ClientCall implements OutgoingStream {
  readonly header: Promise<Metadata>;
  readonly trailer: Promise<Metadata>;
  readonly #replies: IncomingMessages;
  #replyCount = 0;
  #stream: Http2Stream | undefined;
  #requests: OutgoingMessages | undefined;
  #sendClosed = false;
  #onHeader: (header: Metadata) => void = () => {};
  #onTrailer: (trailer: Metadata) => void = () => {};
  #onOpened: () => void = () => {};
  #onNotOpened: (error: MicroError) => void = () => {};

  constructor(call: OutgoingCall, options: ClientCallOptions) {
    super(call, options);
    this.header = new Promise((resolve) => {
      this.#onHeader = resolve;
    });
    this.trailer = new Promise((resolve) => {
      this.#onTrailer = resolve;
    });
    this.#replies = new IncomingMessages({
      maxBytes: options.maxReceiveBytes,
      check: (message) => this.#checkReply(message),
      pause: () => this.#stream?.pause(),
      resume: () => this.#stream?.resume(),
    });
  }

  /** Resolves when the call is on its way. */
  open(): Promise<OutgoingStream> {
    return new Promise((resolve, reject) => {
      this.#onOpened = () => resolve(this);
      this.#onNotOpened = reject;
      this.submit();
    });
  }

  async send(body: Uint8Array): Promise<void> {
    try {
      this.checkSize(body);
    } catch (error) {
      this.giveUp(MicroError.from(error, "go.micro.client"));
      throw error;
    }
    await this.#requests?.send(body);
  }

  async closeSend(): Promise<void> {
    if (this.#sendClosed) return;
    this.#sendClosed = true;
    await this.#requests?.settled();
    this.#stream?.end(this.#requests?.rest());
  }

  close(): void {
    this.giveUp(new MicroError({ id: "go.micro.client", code: 499, detail: "the stream was closed" }));
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return {
      next: () => this.#replies.next(),
      return: async () => {
        this.close();
        return { done: true, value: undefined };
      },
    };
  }

  override onHeaders(block: HeaderBlock, ended: boolean): void {
    super.onHeaders(block, ended);
    this.#onHeader(this.reply.header);
  }

  onData(chunk: Buffer): void {
    if (this.finished) return;
    try {
      this.#replies.push(chunk);
    } catch (error) {
      this.giveUp(MicroError.from(error, "go.micro.client"));
    }
  }

  override onDrain(): void {
    this.#requests?.drained();
  }

  protected begin(stream: Http2Stream): void {
    this.#stream = stream;
    this.#requests = new OutgoingMessages(stream, this.options.compressed);
    this.#onOpened();
  }

  /** What has come and was not read yet is of no use to one who gave up. */
  protected override giveUp(error: MicroError): void {
    if (!this.finished) this.#replies.abort(error);
    super.giveUp(error);
  }

  protected settle(error: MicroError | undefined): void {
    this.#onNotOpened(error ?? this.#over());
    this.#onHeader(this.reply.header);
    this.#onTrailer(this.reply.trailer);
    this.#requests?.abort(error ?? this.#over());
    this.#replies.end(error ?? this.#cut());
  }

  /** What is wrong with replies that end, as it seems, well. */
  #cut(): MicroError | undefined {
    if (this.#replies.incomplete) return grpcError("internal", "the replies end within a message");
    const missing = this.call.target.kind === "client_streaming" && this.#replyCount === 0;
    return missing ? grpcError("unimplemented", "the reply holds no message") : undefined;
  }

  #over(): MicroError {
    return new MicroError({ id: "go.micro.client", code: 503, detail: "the stream has ended" });
  }

  #checkReply(message: FramedMessage): void {
    this.#replyCount += 1;
    if (this.call.target.kind === "client_streaming" && this.#replyCount > 1) {
      throw grpcError("unimplemented", "the reply holds more than one message");
    }
    this.checkCompression(message);
  }
}
