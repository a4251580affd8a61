import type { HandlerContext } from "../context/context.js";
import type { Metadata } from "../metadata/metadata.js";
import type { IncomingCall } from "../transport/transport.js";

/** What a handler knows of its call. Whatever costs something is asked of the transport when a handler asks. */
export class CallContext implements HandlerContext {
  readonly service: string;
  readonly endpoint: string;
  readonly #call: IncomingCall;

  constructor(service: string, endpoint: string, call: IncomingCall) {
    this.service = service;
    this.endpoint = endpoint;
    this.#call = call;
  }

  get metadata(): Metadata {
    return this.#call.metadata;
  }

  get deadline(): number | undefined {
    return this.#call.deadline;
  }

  get signal(): AbortSignal {
    return this.#call.signal;
  }

  get remote(): string {
    return this.#call.remote;
  }

  get header(): Metadata {
    return this.#call.header;
  }

  get trailer(): Metadata {
    return this.#call.trailer;
  }
}
