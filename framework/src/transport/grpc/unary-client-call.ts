import { MicroError } from "../../errors/micro-error.js";
import type { Metadata } from "../../metadata/metadata.js";
import type { Http2Stream } from "../http2/http2.js";
import type { IncomingReply, OutgoingCall } from "../transport.js";
import { ClientCall, type ClientCallOptions } from "./client-call.js";
import type { ClientReply } from "./client-reply.js";
import { compress, decompress } from "./compression.js";
import { grpcError } from "./grpc-error.js";
import { type FramedMessage, frameMessage, MessageReader } from "./message-framing.js";

/** A call with one request and one reply. */
export class UnaryClientCall extends ClientCall {
  readonly #body: Uint8Array;
  readonly #reader: MessageReader;
  #message: FramedMessage | undefined;
  #resolve: (reply: IncomingReply | Promise<IncomingReply>) => void = () => {};
  #reject: (error: MicroError) => void = () => {};

  constructor(call: OutgoingCall, body: Uint8Array, options: ClientCallOptions) {
    super(call, options);
    this.#body = body;
    this.#reader = new MessageReader(options.maxReceiveBytes, (message) => this.#take(message));
  }

  run(): Promise<IncomingReply> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.submit();
    });
  }

  onData(chunk: Buffer): void {
    if (this.finished) return;
    try {
      this.#reader.push(chunk);
    } catch (error) {
      this.giveUp(MicroError.from(error, "go.micro.client"));
    }
  }

  protected begin(stream: Http2Stream): void {
    this.checkSize(this.#body);
    if (this.options.compressed) void this.#sendCompressed(stream);
    else stream.end(frameMessage(this.#body));
  }

  protected settle(error: MicroError | undefined): void {
    const message = this.#message;
    if (error !== undefined) this.#reject(error);
    else if (this.#reader.incomplete) this.#reject(grpcError("internal", "the reply ends within a message"));
    else if (message === undefined) this.#reject(grpcError("unimplemented", "the reply holds no message"));
    else if (message.compressed) this.#resolve(this.#decompressed(message.body));
    else this.#resolve(new UnaryReply(message.body, this.reply));
  }

  #take(message: FramedMessage): void {
    if (this.#message !== undefined)
      throw grpcError("unimplemented", "the reply holds more than one message");
    this.checkCompression(message);
    this.#message = message;
  }

  async #sendCompressed(stream: Http2Stream): Promise<void> {
    const body = await compress(this.#body);
    stream.end(frameMessage(body, true));
  }

  async #decompressed(body: Uint8Array): Promise<IncomingReply> {
    return new UnaryReply(await decompress(body, this.options.maxReceiveBytes), this.reply);
  }
}

/** Few callers ask for metadata: it is read when one does. */
class UnaryReply implements IncomingReply {
  readonly body: Uint8Array;
  readonly #reply: ClientReply;

  constructor(body: Uint8Array, reply: ClientReply) {
    this.body = body;
    this.#reply = reply;
  }

  get header(): Metadata {
    return this.#reply.header;
  }

  get trailer(): Metadata {
    return this.#reply.trailer;
  }
}
