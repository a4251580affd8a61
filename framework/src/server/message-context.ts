import type { HandlerContext } from "../context/context.js";
import { Metadata } from "../metadata/metadata.js";

/** What a subscriber knows of a message: nobody waits for it, so nothing goes back and nothing ends it. */
export class MessageContext implements HandlerContext {
  readonly deadline = undefined;
  readonly remote = "";
  readonly service: string;
  readonly endpoint: string;
  readonly metadata: Metadata;
  #signal: AbortSignal | undefined;

  constructor(service: string, topic: string, metadata: Metadata) {
    this.service = service;
    this.endpoint = topic;
    this.metadata = metadata;
  }

  get signal(): AbortSignal {
    this.#signal ??= new AbortController().signal;
    return this.#signal;
  }

  get header(): Metadata {
    return new Metadata();
  }

  get trailer(): Metadata {
    return new Metadata();
  }
}
