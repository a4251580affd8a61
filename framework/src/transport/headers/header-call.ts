import type { Codec } from "../../codec/codec.js";
import { Metadata } from "../../metadata/metadata.js";
import type { IncomingCall } from "../transport.js";
import type { HeaderBlock } from "./header-block.js";
import { metadataOf } from "./header-metadata.js";

export interface HeaderCallInit {
  readonly endpoint: string;
  readonly codec: Codec;
  /** The header fields of the request. */
  readonly block: HeaderBlock;
  /** How long the caller waits from now; undefined for without limit. */
  readonly timeoutMs: number | undefined;
  readonly remote: string;
}

/** A call whose metadata came as header fields. What few handlers ask for is made when asked for. */
export class HeaderCall implements IncomingCall {
  readonly endpoint: string;
  readonly codec: Codec;
  readonly deadline: number | undefined;
  readonly remote: string;
  readonly #block: HeaderBlock;
  #metadata: Metadata | undefined;
  #header: Metadata | undefined;
  #trailer: Metadata | undefined;
  #controller: AbortController | undefined;
  #abortReason: unknown;

  constructor({ endpoint, codec, block, timeoutMs, remote }: HeaderCallInit) {
    this.endpoint = endpoint;
    this.codec = codec;
    this.deadline = timeoutMs === undefined ? undefined : Date.now() + timeoutMs;
    this.remote = remote;
    this.#block = block;
  }

  get metadata(): Metadata {
    this.#metadata ??= metadataOf(this.#block);
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
