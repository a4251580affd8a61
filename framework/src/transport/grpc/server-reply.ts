import type { Awaitable } from "../../async/awaitable.js";
import { MicroError } from "../../errors/micro-error.js";
import type { HeaderBlock } from "../headers/header-block.js";
import type { HeaderCall } from "../headers/header-call.js";
import { metadataBlock } from "../headers/header-metadata.js";
import type { Http2ServerStream } from "../http2/http2.js";
import { compress } from "./compression.js";
import { grpcCodes } from "./grpc-code.js";
import { type GrpcError, type GrpcStatus, grpcError } from "./grpc-error.js";
import { statusOfError, statusTrailers } from "./grpc-status.js";
import { headerListExcess } from "./header-list-excess.js";
import { frameMessage } from "./message-framing.js";
import { OutgoingMessages } from "./outgoing-messages.js";

const ok: GrpcStatus = { code: grpcCodes.ok, message: "", details: [] };
const okTrailers: HeaderBlock = ["grpc-status", "0"];

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
    this.#finish(ok, messages.rest());
  }

  /** Ends the reply with an error. */
  fail(error: MicroError): void {
    const { stream, call, head } = this.#options;
    if (this.#ended) return;
    const status = statusOfError(error);
    const hasHeader = call.usedHeader !== undefined && this.#headerExcess === undefined;
    if (this.#messages !== undefined || hasHeader) {
      this.#finish(status, this.#start().rest());
      return;
    }
    this.#ended = true;
    stream.respondAndEnd([...head, ...this.#trailers(status)]);
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

  /** @throws {GrpcError} when the handler set more than the client takes: the call fails without it then */
  #respond(): void {
    const excess = this.#headerExcess;
    if (excess !== undefined) throw excess;
    this.#options.stream.respond(this.#header);
  }

  get #header(): HeaderBlock {
    const { call, head } = this.#options;
    return call.usedHeader === undefined ? head : [...head, ...metadataBlock(call.usedHeader)];
  }

  get #headerExcess(): GrpcError | undefined {
    const { stream, call } = this.#options;
    if (call.usedHeader === undefined) return undefined;
    return headerListExcess("the header of the reply", this.#header, stream.maxHeaderListBytes);
  }

  /** How the call ended, with what the handler set; that, and details, give way where the client takes no more. */
  #trailers(status: GrpcStatus): HeaderBlock {
    const { stream, call, head } = this.#options;
    if (status === ok && call.usedTrailer === undefined) return okTrailers;
    const trailers = [
      ...(status === ok ? okTrailers : statusTrailers(status)),
      ...metadataBlock(call.usedTrailer),
    ];
    // Without a message they are all there is, behind the head.
    const excess = headerListExcess(
      "the trailer of the reply",
      [...head, ...trailers],
      stream.maxHeaderListBytes,
    );
    if (excess === undefined) return trailers;
    return statusTrailers({ ...excess.grpc, code: status.code || excess.grpc.code });
  }

  #endWith(frame: Buffer): void {
    if (this.#ended) return;
    this.#respond();
    this.#finish(ok, frame);
  }

  #finish(status: GrpcStatus, rest: Buffer | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#options.stream.end(rest, this.#trailers(status));
  }
}
