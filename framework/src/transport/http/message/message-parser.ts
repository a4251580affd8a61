import { ChunkedBody } from "./chunked-body.js";
import type { Head, HeadReader } from "./head-reader.js";
import { bodyTooLarge, headerTooLarge, MalformedHttp } from "./malformed-http.js";
import { Message } from "./message.js";

export interface ParserLimits {
  readonly maxHeaderBytes: number;
  readonly maxBodyBytes: number;
}

const headEnd = Buffer.from("\r\n\r\n");
const nothing = Buffer.alloc(0);
/** What is too long is read over up to these many bytes more; what is longer ends its connection. */
const maxExcessHeadBytes = 1024 * 1024;
const maxExcessBodyBytes = 64 * 1024 * 1024;
const speaksTls = "the other end speaks TLS, and this one does not";
/** What the first byte of another protocol says: no message of HTTP/1.1 begins so. */
const strangers: Readonly<Record<number, string>> = {
  0: "the other end begins as HTTP/2 does: it may speak gRPC only",
  21: speaksTls,
  22: speaksTls,
};

/**
 * Takes bytes as they come and gives messages when asked, so that its user sets the pace.
 *
 * A message that is too long is given without its body, and with the reason, as soon as its head is there: whoever
 * waits for it can be told, and what comes behind it is read as if nothing had been.
 *
 * Bodies are views of the bytes that were pushed: they are never written to again.
 */
export class MessageParser {
  readonly #heads: HeadReader;
  readonly #limits: ParserLimits;
  /** True for a reader of responses, whose bodies may end with the connection. */
  readonly #untilClose: boolean;
  #bytes: Buffer = nothing;
  #at = 0;
  /** How much of an unfinished head was searched for its end. */
  #searched = 0;
  #head: Head | undefined;
  #chunks: ChunkedBody | undefined;
  #parts: Uint8Array[] = [];
  #received = 0;
  /** Why the message at hand is not given whole. */
  #excess: MalformedHttp | undefined;
  /** It was given, and what is left of it is read over. */
  #isGiven = false;

  constructor(heads: HeadReader, limits: ParserLimits, kind: "request" | "response") {
    this.#heads = heads;
    this.#limits = limits;
    this.#untilClose = kind === "response";
  }

  /** How many bytes wait to be parsed. */
  get waiting(): number {
    return this.#bytes.length - this.#at;
  }

  /** True between the first byte of a message and its last. */
  get midMessage(): boolean {
    return this.#head !== undefined || this.waiting > 0;
  }

  /** What has come of the next message; empty once a part of it is parsed. */
  get upcoming(): Buffer {
    return this.#head === undefined ? this.#bytes.subarray(this.#at) : nothing;
  }

  /** @returns one byte of `upcoming`, for a look that costs nothing; undefined where there is none */
  upcomingByte(at: number): number | undefined {
    return this.#head === undefined ? this.#bytes[this.#at + at] : undefined;
  }

  /** True when the sender of the message at hand waits for `100 Continue` before it sends the body. */
  get continueExpected(): boolean {
    return this.#head?.expectsContinue === true && this.waiting === 0 && this.#received === 0;
  }

  push(chunk: Buffer): void {
    this.#bytes = this.waiting === 0 ? chunk : Buffer.concat([this.#bytes.subarray(this.#at), chunk]);
    this.#at = 0;
  }

  /** @returns what was not parsed yet, and forgets it */
  takeRest(): Buffer {
    const rest = this.#bytes.subarray(this.#at);
    this.#bytes = nothing;
    this.#at = 0;
    this.#searched = 0;
    return rest;
  }

  /**
   * @returns the next message; undefined until more bytes were pushed
   * @throws {MalformedHttp} when there can be no next message
   */
  next(): Message | undefined {
    const head = this.#head ?? this.#readHead();
    if (head === undefined) return undefined;
    this.#head = head;
    const body = head.chunked ? this.#readChunks() : this.#readBody(head);
    if (this.#excess !== undefined) return this.#readOver(head, this.#excess, body !== undefined);
    return body === undefined ? undefined : this.#finish(head, body);
  }

  /** The other end will send no more. @returns the message that ends with the connection, if there is one */
  end(): Message | undefined {
    const head = this.#head;
    const endsWithConnection = head?.contentLength === -1 && !head.chunked && this.#untilClose;
    if (head === undefined || !endsWithConnection || this.#isGiven) return undefined;
    return this.#finish(head, Buffer.concat(this.#parts));
  }

  #finish(head: Head, body: Uint8Array): Message {
    this.#head = undefined;
    if (this.#received > 0) this.#parts = [];
    this.#received = 0;
    return new Message(head, body);
  }

  #readOver(head: Head, excess: MalformedHttp, isWhole: boolean): Message | undefined {
    const message = this.#isGiven ? undefined : new Message(head, nothing, excess);
    this.#isGiven = true;
    if (!isWhole) return message;
    this.#excess = undefined;
    this.#isGiven = false;
    this.#finish(head, nothing);
    return message ?? this.next();
  }

  #readHead(): Head | undefined {
    if (this.#at === this.#bytes.length) return undefined;
    const prefix = this.#searched === 0 ? this.#heads.findPrefix(this.#bytes, this.#at) : undefined;
    const from = this.#at + (prefix === undefined ? this.#searched : prefix.bytes.length - 2);
    const end = this.#bytes.indexOf(headEnd, from);
    const { maxHeaderBytes, maxBodyBytes } = this.#limits;
    const length = (end === -1 ? this.#bytes.length : end) - this.#at;
    if (length > maxHeaderBytes + maxExcessHeadBytes) throw headerTooLarge(maxHeaderBytes);
    if (end === -1) {
      const stranger = strangers[this.#bytes[this.#at] as number];
      if (stranger !== undefined) throw new MalformedHttp(400, stranger);
      this.#searched = Math.max(0, this.waiting - 3);
      return undefined;
    }
    const start = prefix === undefined ? this.#at : this.#at + prefix.bytes.length;
    const text = this.#bytes.toString("latin1", start, end + 2);
    this.#at = end + 4;
    this.#searched = 0;
    const head = prefix === undefined ? this.#heads.read(text) : this.#heads.readRest(prefix, text);
    if (head.chunked) this.#chunks = new ChunkedBody(maxHeaderBytes);
    if (length > maxHeaderBytes) this.#excess = headerTooLarge(maxHeaderBytes);
    else if (head.contentLength > maxBodyBytes) this.#excess = bodyTooLarge(maxBodyBytes);
    // Whoever waits for leave to send the body will not send it after another answer.
    if (this.#excess !== undefined && head.expectsContinue) throw this.#excess;
    return head;
  }

  #readBody(head: Head): Uint8Array | undefined {
    const length = head.contentLength;
    if (length === -1 && this.#untilClose && !isBodiless(head)) {
      this.#keep(this.waiting);
      return undefined;
    }
    if (length <= 0) return nothing;
    if (this.#received === 0 && this.waiting >= length) return this.#take(length);
    this.#keep(Math.min(this.waiting, length - this.#received));
    return this.#received === length ? Buffer.concat(this.#parts) : undefined;
  }

  #readChunks(): Uint8Array | undefined {
    while (this.waiting > 0) {
      const step = (this.#chunks as ChunkedBody).step(this.#bytes, this.#at);
      this.#at = step.at;
      if (step.data > 0) this.#keep(step.data);
      if (step.done) return this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts);
      if (step.starved) break;
    }
    return undefined;
  }

  #keep(length: number): void {
    if (length === 0) return;
    const { maxBodyBytes } = this.#limits;
    this.#received += length;
    if (this.#received > maxBodyBytes + maxExcessBodyBytes) throw bodyTooLarge(maxBodyBytes);
    if (this.#received > maxBodyBytes) this.#excess ??= bodyTooLarge(maxBodyBytes);
    const part = this.#take(length);
    if (this.#excess === undefined) this.#parts.push(part);
    else this.#parts = [];
  }

  #take(length: number): Uint8Array {
    const taken = new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset + this.#at, length);
    this.#at += length;
    return taken;
  }
}

/** 1xx, 204 and 304 have no body, whatever else their head says. */
function isBodiless(head: Head): boolean {
  return /^HTTP\/1\.[01] (?:1|204|304)/.test(head.prefix.startLine);
}
