import type { Codec } from "../../codec/codec.js";
import { Metadata } from "../../metadata/metadata.js";
import type { IncomingCall } from "../transport.js";
import { metadataOf } from "./grpc-headers.js";
import type { RequestHead } from "./request-head.js";

/** A call as the server sees it. What few handlers ask for is made when asked for. */
export class ServerCall implements IncomingCall {
  readonly endpoint: string;
  readonly codec: Codec;
  readonly deadline: number | undefined;
  readonly remote: string;
  readonly #head: RequestHead;
  #metadata: Metadata | undefined;
  #header: Metadata | undefined;
  #trailer: Metadata | undefined;
  #controller: AbortController | undefined;
  #abortReason: unknown;

  constructor(head: RequestHead, codec: Codec, remote: string) {
    this.#head = head;
    this.endpoint = head.path;
    this.codec = codec;
    this.deadline = head.timeoutMs === undefined ? undefined : Date.now() + head.timeoutMs;
    this.remote = remote;
  }

  get metadata(): Metadata {
    this.#metadata ??= metadataOf(this.#head.block);
    return this.#metadata;
  }

  get header(): Metadata {
    this.#header ??= new Metadata();
    return this.#header;
  }

  get trailer(): Metadata {
    this.#trailer ??= new Metadata();
    return this.#trailer;
  }

  /** The header, if anybody asked for it. */
  get usedHeader(): Metadata | undefined {
    return this.#header;
  }

  /** The trailer, if anybody asked for it. */
  get usedTrailer(): Metadata | undefined {
    return this.#trailer;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#abortReason !== undefined) this.#controller.abort(this.#abortReason);
    }
    return this.#controller.signal;
  }

  /** Tells the handler that nobody waits any more. */
  abort(reason: Error): void {
    this.#abortReason ??= reason;
    this.#controller?.abort(reason);
  }
}
