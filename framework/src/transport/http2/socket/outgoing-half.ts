import type { HeaderBlock } from "../../headers/header-block.js";
import { http2ErrorCodes } from "../error-codes.js";
import type { FrameWriter } from "./frame-writer.js";
import { FrameError, maxPayloadBytes, maxWindowBytes } from "./frames.js";
import type { Outflow, SendingStream } from "./outflow.js";

/** How much may wait to be sent before its sender should wait. */
const highWaterBytes = 65_536;

const nothing = new Uint8Array(0);

/** The stream whose half this is. */
export interface OutgoingOwner {
  readonly id: number;
  readonly writer: FrameWriter;
  readonly outflow: Outflow;
  /** The end of this half is written. */
  onSent(): void;
  /** What waited is written, and more may be: the listener is told when it cannot interrupt who sends. */
  onDrain(): void;
}

/** What one end of a stream sends: it waits here for its window, and for the connection's. */
export class OutgoingHalf implements SendingStream {
  readonly #owner: OutgoingOwner;
  #window: number;
  #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  #wantsDrain = false;
  #trailers: HeaderBlock | undefined;
  #ending = false;
  #ended = false;

  constructor(owner: OutgoingOwner, windowBytes: number) {
    this.#owner = owner;
    this.#window = windowBytes;
  }

  /** Whether nothing can be added any more. */
  get ending(): boolean {
    return this.#ending;
  }

  /** Whether all of it, and its end, is written. */
  get ended(): boolean {
    return this.#ended;
  }

  /** @returns false when enough is waiting: wait for `onDrain` */
  write(chunk: Uint8Array): boolean {
    if (chunk.length > 0) this.#enqueue(chunk);
    this.#owner.outflow.submit(this);
    if (this.#queuedBytes <= highWaterBytes) return true;
    this.#wantsDrain = true;
    return false;
  }

  end(chunk: Uint8Array | undefined, trailers: HeaderBlock | undefined): void {
    if (chunk !== undefined && chunk.length > 0) this.#enqueue(chunk);
    this.#ending = true;
    this.#trailers = trailers;
    this.#owner.outflow.submit(this);
  }

  /** A header block that was written elsewhere was all there is. */
  endedByHeaders(): void {
    this.#ending = true;
    this.#finish();
  }

  /** Drops what waits. */
  abandon(): void {
    this.#ending = true;
    this.#ended = true;
    this.#queue = [];
    this.#owner.outflow.withdraw(this);
  }

  /**
   * Widens the window, or narrows it by a negative number.
   *
   * @param streamId the stream that a window beyond measure ends; without one, it ends the connection
   * @throws {FrameError} for such a window
   */
  widen(bytes: number, streamId?: number): void {
    this.#window += bytes;
    if (this.#window > maxWindowBytes)
      throw new FrameError(http2ErrorCodes.flowControlError, "too wide a window", streamId);
    this.#owner.outflow.submit(this);
  }

  get sendable(): boolean {
    return this.hasData ? this.#window > 0 : this.#ending && !this.#ended;
  }

  get hasData(): boolean {
    return this.#queue.length > 0;
  }

  sendFrame(most: number): number {
    const chunk = this.#queue[0];
    if (chunk === undefined) {
      this.#sendEnd();
      return 0;
    }
    const bytes = Math.min(chunk.length, most, this.#window, maxPayloadBytes);
    const whole = bytes === chunk.length;
    const last = whole && this.#queue.length === 1 && this.#ending && this.#trailers === undefined;
    this.#owner.writer.data(this.#owner.id, whole ? chunk : chunk.subarray(0, bytes), last);
    if (whole) this.#queue.shift();
    else this.#queue[0] = chunk.subarray(bytes);
    this.#window -= bytes;
    this.#queuedBytes -= bytes;
    if (last) this.#finish();
    else if (this.#wantsDrain && this.#queuedBytes === 0) this.#drain();
    return bytes;
  }

  #enqueue(chunk: Uint8Array): void {
    this.#queue.push(chunk);
    this.#queuedBytes += chunk.length;
  }

  #sendEnd(): void {
    const { writer, id } = this.#owner;
    if (this.#trailers === undefined) writer.data(id, nothing, true);
    else writer.headers(id, this.#trailers, true);
    this.#finish();
  }

  #finish(): void {
    this.#ended = true;
    this.#owner.onSent();
  }

  #drain(): void {
    this.#wantsDrain = false;
    this.#owner.onDrain();
  }
}
