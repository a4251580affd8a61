import { MicroError } from "../../errors/micro-error.js";
import type { HeaderBlock } from "../headers/header-block.js";
import type { HeaderCall } from "../headers/header-call.js";
import { metadataBlock } from "../headers/header-metadata.js";
import type { Http2ServerStream } from "../http2/http2.js";
import type { Awaitable } from "../transport.js";
import { compress } from "./compression.js";
import { grpcError } from "./grpc-error.js";
import { statusOfError, statusTrailers } from "./grpc-status.js";
import { frameMessage } from "./message-framing.js";
import { OutgoingMessages } from "./outgoing-messages.js";

const statusOk: HeaderBlock = ["grpc-status", "0"];

export interface ServerReplyOptions {
  readonly stream: Http2ServerStream;
  readonly call: HeaderCall;
  /** What every answer of this call begins with: `:status`, `content-type` ... */
  readonly head: HeaderBlock;
  /** Whether messages are sent compressed. */
  readonly compressed: boolean;
  /** The longest message to send, in bytes. */
  readonly maxBytes: number;
}

/** What a server sends back for one call: headers, messages, and a status at the end. */
export class ServerReply {
  readonly #options: ServerReplyOptions;
  #messages: OutgoingMessages | undefined;
  #ended = false;

  constructor(options: ServerReplyOptions) {
    this.#options = options;
  }

  /** Nothing more can be sent. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Sends one of several messages; resolves, or returns, when the stream can take more. */
  send(body: Uint8Array): Awaitable<void> {
    this.#check(body);
    return this.#start().send(body);
  }

  /** Sends the one message of the reply, and ends it. */
  sendAndEnd(body: Uint8Array): Awaitable<void> {
    this.#check(body);
    if (!this.#options.compressed) return this.#endWith(frameMessage(body));
    return compress(body).then((compressed) => this.#endWith(frameMessage(compressed, true)));
  }

  /** Ends a reply of several messages without error. */
  async end(): Promise<void> {
    const messages = this.#start();
    await messages.settled();
    this.#finish(statusOk, messages.rest());
  }

  /** Ends the reply with an error. */
  fail(error: MicroError): void {
    const { stream, call, head } = this.#options;
    if (this.#ended) return;
    const block = statusTrailers(statusOfError(error));
    if (this.#messages !== undefined || call.usedHeader !== undefined) {
      this.#finish(block, this.#start().rest());
      return;
    }
    this.#ended = true;
    stream.respondAndEnd([...head, ...block, ...metadataBlock(call.usedTrailer)]);
  }

  /** The stream can take more. */
  drained(): void {
    this.#messages?.drained();
  }

  /** The stream is gone. */
  abort(error: MicroError): void {
    this.#ended = true;
    this.#messages?.abort(error);
  }

  #check(body: Uint8Array): void {
    if (this.#ended) throw new MicroError({ id: "go.micro.server", code: 499, detail: "the call is over" });
    const { maxBytes } = this.#options;
    if (body.length <= maxBytes) return;
    throw grpcError(
      "resource_exhausted",
      `a message of ${body.length} bytes is over the limit of ${maxBytes}`,
    );
  }

  #start(): OutgoingMessages {
    if (this.#messages === undefined) {
      this.#respond();
      this.#messages = new OutgoingMessages(this.#options.stream, this.#options.compressed);
    }
    return this.#messages;
  }

  #respond(): void {
    const { stream, call, head } = this.#options;
    if (call.usedHeader === undefined) stream.respond(head);
    else stream.respond([...head, ...metadataBlock(call.usedHeader)]);
  }

  #endWith(frame: Buffer): void {
    if (this.#ended) return;
    this.#respond();
    this.#finish(statusOk, frame);
  }

  #finish(trailers: HeaderBlock, rest: Buffer | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    const { stream, call } = this.#options;
    const metadata = call.usedTrailer;
    stream.end(rest, metadata === undefined ? trailers : [...trailers, ...metadataBlock(metadata)]);
  }
}
