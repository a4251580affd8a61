import { ChunkedBody } from "./chunked-body.js";
import type { Head, HeadReader } from "./head-reader.js";
import { bodyTooLarge, MalformedHttp } from "./malformed-http.js";
import { Message } from "./message.js";

export interface ParserLimits {
  readonly maxHeaderBytes: number;
  readonly maxBodyBytes: number;
}

const headEnd = Buffer.from("\r\n\r\n");
const nothing = Buffer.alloc(0);
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
    return body === undefined ? undefined : this.#finish(head, body);
  }

  /** The other end will send no more. @returns the message that ends with the connection, if there is one */
  end(): Message | undefined {
    const head = this.#head;
    if (head === undefined || head.chunked || head.contentLength !== -1 || !this.#untilClose)
      return undefined;
    return this.#finish(head, Buffer.concat(this.#parts));
  }

  #finish(head: Head, body: Uint8Array): Message {
    this.#head = undefined;
    if (this.#received > 0) this.#parts = [];
    this.#received = 0;
    return new Message(head.prefix, head.rest, body);
  }

  #readHead(): Head | undefined {
    if (this.#at === this.#bytes.length) return undefined;
    const prefix = this.#searched === 0 ? this.#heads.findPrefix(this.#bytes, this.#at) : undefined;
    const from = this.#at + (prefix === undefined ? this.#searched : prefix.bytes.length - 2);
    const end = this.#bytes.indexOf(headEnd, from);
    if ((end === -1 ? this.#bytes.length : end) - this.#at > this.#limits.maxHeaderBytes) {
      throw new MalformedHttp(431, `header of more than ${this.#limits.maxHeaderBytes} bytes`);
    }
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
    if (head.contentLength > this.#limits.maxBodyBytes) throw bodyTooLarge(this.#limits.maxBodyBytes);
    if (head.chunked) this.#chunks = new ChunkedBody(this.#limits);
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
    this.#received += length;
    if (this.#received > this.#limits.maxBodyBytes) throw bodyTooLarge(this.#limits.maxBodyBytes);
    this.#parts.push(this.#take(length));
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
