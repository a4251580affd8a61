import type { Codec } from "../../codec/codec.js";
import { Metadata } from "../../metadata/metadata.js";
import type { IncomingCall, OutgoingCall } from "../transport.js";

/** A call on its way from a client to a server in the same process. */
export class MemoryCall implements IncomingCall {
  readonly remote = "";
  readonly endpoint: string;
  readonly codec: Codec;
  readonly deadline: number | undefined;
  readonly #sent: Metadata | undefined;
  #metadata: Metadata | undefined;
  #header: Metadata | undefined;
  #trailer: Metadata | undefined;
  #controller: AbortController | undefined;
  #ended: { readonly reason: unknown } | undefined;

  constructor(call: OutgoingCall, codec: Codec) {
    this.endpoint = call.target.endpoint;
    this.codec = codec;
    this.deadline = call.deadline;
    this.#sent = call.metadata;
  }

  /** A copy: what a handler does to it is not seen by the caller. */
  get metadata(): Metadata {
    this.#metadata ??= new Metadata(this.#sent);
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

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#ended) this.#controller.abort(this.#ended.reason);
    }
    return this.#controller.signal;
  }

  /** Tells the handler that nobody waits any more. */
  abort(reason: unknown): void {
    this.#ended ??= { reason };
    this.#controller?.abort(reason);
  }
}
