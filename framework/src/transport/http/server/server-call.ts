import type { Codec } from "../../../codec/codec.js";
import { timeout } from "../../../errors/errors.js";
import { MicroError } from "../../../errors/micro-error.js";
import { Metadata } from "../../../metadata/metadata.js";
import type { CancelDeadline, Deadlines } from "../../deadlines.js";
import type { IncomingCall } from "../../transport.js";
import type { BodyFormat } from "../message/content-types.js";
import type { Message } from "../message/message.js";
import type { RequestRoute } from "./request-route.js";

/** One request on its way through the server. What few handlers ask for is made when asked. */
export class ServerCall implements IncomingCall {
  readonly route: RequestRoute;
  readonly format: BodyFormat;
  readonly remote: string;
  readonly #message: Message;
  #endpoint: string;
  #deadline: number | undefined;
  #isStream = false;
  #streamFields = "";
  #id: string;
  #metadata: Metadata | undefined;
  #header: Metadata | undefined;
  #trailer: Metadata | undefined;
  #abort: AbortController | undefined;
  readonly #deadlines: Deadlines;
  #cancelDeadline: CancelDeadline | undefined;
  #gone: MicroError | undefined;

  constructor(message: Message, origin: CallOrigin) {
    this.#message = message;
    this.route = origin.route;
    this.format = origin.format;
    this.#endpoint = origin.route.endpoint;
    this.#id = origin.id;
    this.remote = origin.remote;
    this.#deadlines = origin.deadlines;
    this.#deadline = deadlineOf(message.get("timeout"));
  }

  get endpoint(): string {
    return this.#endpoint;
  }

  get deadline(): number | undefined {
    return this.#deadline;
  }

  /** The caller's `Micro-Id`; empty for none. */
  get id(): string {
    return this.#id;
  }

  /**
   * Takes the message out of the body. Where there is an envelope, it says what the head did not.
   *
   * @throws {MicroError} 400 for a body that is not framed as its content type says
   */
  open(body: Uint8Array): Uint8Array {
    if (this.format.framing === undefined) return body;
    const envelope = this.format.framing.unpackRequest(body);
    if (this.#endpoint === "") this.#endpoint = envelope.endpoint;
    if (this.#id === "") this.#id = envelope.id;
    return envelope.body;
  }

  /** What every reply to this caller repeats, with line ends. */
  get idFields(): string {
    if (this.#id === "") return "";
    const field = `Micro-Id: ${this.#id}\r\n`;
    return this.route.anyOrder ? field : `${field}X-${field}`;
  }

  /** How much its message keeps in memory, roughly. */
  get messageBytes(): number {
    return this.#message.bytes;
  }

  get isStream(): boolean {
    return this.#isStream;
  }

  /** What every message of this stream repeats; empty for a unary call. */
  get streamFields(): string {
    return this.#streamFields;
  }

  /**
   * From here on this is a stream. Go Micro since 1.9 tells its streams apart by a field that has to come back.
   *
   * Go's clients send `Timeout` with every stream, as long as a call may take, and no server of Go's ends a stream by
   * it. So only from our own clients it is a deadline; others close the connection when they have enough.
   */
  beginStream(): void {
    this.#isStream = true;
    if (!this.route.anyOrder) this.#deadline = undefined;
    const stream = this.route.anyOrder ? undefined : this.#message.get("micro-stream");
    this.#streamFields = this.idFields + (stream === undefined ? "" : `Micro-Stream: ${stream}\r\n`);
  }

  get codec(): Codec {
    return this.format.codec;
  }

  get metadata(): Metadata {
    this.#metadata ??= this.#message.metadata();
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

  /** What the handler set, if it asked for it at all. */
  get replyMetadata(): { header: Metadata | undefined; trailer: Metadata | undefined } {
    return { header: this.#header, trailer: this.#trailer };
  }

  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      if (this.#gone !== undefined) this.#abort.abort(this.#gone);
      else if (this.#deadline !== undefined)
        this.#cancelDeadline = this.#deadlines.set(this.#deadline, () =>
          this.#abort?.abort(deadlineExceeded()),
        );
    }
    return this.#abort.signal;
  }

  /** What the handler hears when the caller is gone. */
  get goneError(): MicroError {
    this.#gone ??= new MicroError({ id: "go.micro.server", code: 499, detail: "the caller went away" });
    return this.#gone;
  }

  /** The caller went away. */
  cancel(): void {
    this.#abort?.abort(this.goneError);
    this.#gone = this.goneError;
  }

  /** The call was answered: its deadline no longer matters. */
  finish(): void {
    this.#cancelDeadline?.();
  }
}

/** Where a call comes from. */
export interface CallOrigin {
  readonly route: RequestRoute;
  readonly format: BodyFormat;
  /** What the head says; the envelope may know better. */
  readonly id: string;
  readonly remote: string;
  /** Where the call's deadline waits, once its handler asks for the signal. */
  readonly deadlines: Deadlines;
}

const digits = /^\d{1,20}$/;

/** @param timeout nanoseconds, in decimal; Go ignores what it cannot read, and so does this */
function deadlineOf(timeout: string | undefined): number | undefined {
  return timeout !== undefined && digits.test(timeout) ? Date.now() + Number(timeout) / 1e6 : undefined;
}

function deadlineExceeded(): MicroError {
  return timeout("go.micro.server", "deadline exceeded");
}
