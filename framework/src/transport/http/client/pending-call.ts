import { MicroError } from "../../../errors/micro-error.js";
import type { IncomingReply, OutgoingCall } from "../../transport.js";
import type { BodyFormat } from "../message/content-types.js";
import { transportError } from "../message/error-fields.js";
import type { Message } from "../message/message.js";
import { HttpReply } from "./http-reply.js";
import { replyError } from "./reply-error.js";

/** A call that waits for its reply. */
export class PendingCall {
  readonly deadline: number;
  readonly #format: BodyFormat;
  readonly #signal: AbortSignal | undefined;
  readonly #resolve: (reply: IncomingReply) => void;
  readonly #reject: (error: MicroError) => void;
  #onAbort: (() => void) | undefined;
  #abandon: () => void = () => {};
  #settled = false;

  constructor(call: OutgoingCall, format: BodyFormat, settle: Settle) {
    this.deadline = call.deadline ?? Number.POSITIVE_INFINITY;
    this.#signal = call.signal;
    this.#format = format;
    this.#resolve = settle.resolve;
    this.#reject = settle.reject;
  }

  get settled(): boolean {
    return this.#settled;
  }

  /** Listens to the caller's signal from the first time on; `abandon` frees what the call now holds. */
  watch(abandon: () => void): void {
    this.#abandon = abandon;
    if (this.#signal === undefined || this.#onAbort !== undefined) return;
    this.#onAbort = () => {
      this.fail(MicroError.from(this.#signal?.reason, "go.micro.client"));
      this.#abandon();
    };
    this.#signal.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** Settles with what the server answered. @returns false when that was an error */
  receive(message: Message): boolean {
    const { excess } = message;
    const error = excess ? transportError(500, excess.message, excess) : replyError(message);
    if (error !== undefined) {
      this.fail(error);
      return false;
    }
    try {
      this.#succeed(message);
      return true;
    } catch (malformed) {
      this.fail(MicroError.from(malformed, "go.micro.client.transport"));
      return false;
    }
  }

  expire(): void {
    this.fail(
      new MicroError({ id: "go.micro.client", code: 408, detail: "call timeout: deadline exceeded" }),
    );
  }

  fail(error: MicroError): void {
    if (this.#settle()) this.#reject(error);
  }

  #succeed(message: Message): void {
    const envelope = this.#format.framing?.unpackReply(message.body);
    if (envelope !== undefined && envelope.error !== "") throw MicroError.parse(envelope.error);
    if (this.#settle()) this.#resolve(new HttpReply(message, envelope?.body ?? message.body));
  }

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    if (this.#onAbort !== undefined) this.#signal?.removeEventListener("abort", this.#onAbort);
    return true;
  }
}

interface Settle {
  readonly resolve: (reply: IncomingReply) => void;
  readonly reject: (error: MicroError) => void;
}
