import type { Metadata } from "../../../metadata/metadata.js";
import type { IncomingReply } from "../../transport.js";
import type { Message } from "../message/message.js";

/** A reply whose metadata is read when asked for: few callers do. */
export class HttpReply implements IncomingReply {
  readonly body: Uint8Array;
  readonly #message: Message;

  constructor(message: Message, body: Uint8Array) {
    this.#message = message;
    this.body = body;
  }

  get header(): Metadata {
    return this.#message.metadata();
  }

  get trailer(): Metadata {
    return this.#message.trailer();
  }
}
