import { http2ErrorCodes } from "../error-codes.js";
import type { DecodedBlock } from "../hpack/hpack-decoder.js";
import type { StreamListener } from "../http2.js";
import type { DataPart } from "./frame-parser.js";
import type { FrameWriter } from "./frame-writer.js";
import { FrameError } from "./frames.js";
import { type HeldData, HeldInput } from "./held-input.js";
import { ReceiveWindow } from "./receive-window.js";

/** The stream whose half this is. */
export interface IncomingOwner {
  readonly id: number;
  readonly writer: FrameWriter;
  readonly listener: StreamListener;
  /** The peer has ended this half. */
  onReceived(): void;
  /** A listener that had paused has heard all that came. */
  onCaughtUp(): void;
}

/** What one end of a stream receives: it waits here for a listener that paused. */
export class IncomingHalf {
  readonly #owner: IncomingOwner;
  readonly #window: ReceiveWindow;
  #hasHead = false;
  #ended = false;
  /** How many bytes of data `content-length` leaves to come. */
  #missingBytes: number | undefined;
  #paused = false;
  readonly #held = new HeldInput();

  constructor(owner: IncomingOwner, windowBytes: number) {
    this.#owner = owner;
    this.#window = new ReceiveWindow(windowBytes);
  }

  get hasHead(): boolean {
    return this.#hasHead;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Whether the listener has heard all that came. */
  get caughtUp(): boolean {
    return this.#held.empty;
  }

  /** Takes a request's head: its listener is made with it, and then told of its end. @throws {FrameError} */
  acceptHead({ form }: DecodedBlock, endStream: boolean): void {
    this.#hasHead = true;
    this.#missingBytes = form.contentLength;
    if (endStream) this.#checkLength();
    this.#ended = endStream;
  }

  /** Takes an answer's head. @throws {FrameError} */
  receiveHead({ fields, form }: DecodedBlock, endStream: boolean): void {
    this.#hasHead = true;
    this.#missingBytes = form.contentLength;
    if (this.#paused) this.#held.add(() => this.#owner.listener.onHeaders(fields, endStream));
    else this.#owner.listener.onHeaders(fields, endStream);
    if (endStream) this.#receiveEnd();
  }

  /** @throws {FrameError} */
  receiveTrailers({ fields, form }: DecodedBlock, endStream: boolean): void {
    this.#checkOpen();
    if (!endStream || form.kind !== "trailers") throw this.#protocolError("a second head");
    if (this.#paused) this.#held.add(() => this.#owner.listener.onTrailers(fields));
    else this.#owner.listener.onTrailers(fields);
    this.#receiveEnd();
  }

  /** @throws {FrameError} */
  receiveData({ part, frameBytes, endStream }: DataPart): void {
    this.#checkOpen();
    if (!this.#hasHead) throw this.#protocolError("data before its head");
    if (!this.#window.receive(frameBytes)) {
      throw new FrameError(http2ErrorCodes.flowControlError, "more than its window", this.#owner.id);
    }
    if (this.#missingBytes !== undefined) this.#missingBytes -= part.length;
    const toTake = endStream ? 0 : frameBytes;
    if (part.length === 0) this.#take(toTake);
    else if (this.#paused) this.#held.addData({ part, toTake });
    else this.#give({ part, toTake });
    if (endStream) this.#receiveEnd();
  }

  /** Tells the listener that nothing follows. */
  tellEnd(): void {
    if (this.#paused) this.#held.add(() => this.#owner.listener.onEnd());
    else this.#owner.listener.onEnd();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    if (this.#held.empty) return;
    while (!this.#paused && !this.#held.empty) {
      const held = this.#held.take();
      if (typeof held === "function") held();
      else this.#give(held);
    }
    if (this.#held.empty) this.#owner.onCaughtUp();
  }

  /** Drops what the listener did not hear. */
  abandon(): void {
    this.#ended = true;
    this.#held.clear();
  }

  /** @throws {FrameError} */
  #receiveEnd(): void {
    if (this.#ended) return;
    this.#checkLength();
    this.#ended = true;
    this.tellEnd();
    this.#owner.onReceived();
  }

  #give({ part, toTake }: HeldData): void {
    this.#take(toTake);
    this.#owner.listener.onData(part);
  }

  #take(bytes: number): void {
    const widenBy = this.#window.take(bytes);
    if (widenBy > 0 && !this.#ended) this.#owner.writer.windowUpdate(this.#owner.id, widenBy);
  }

  #checkOpen(): void {
    if (this.#ended) throw new FrameError(http2ErrorCodes.streamClosed, "more than its end", this.#owner.id);
  }

  #checkLength(): void {
    if (this.#missingBytes !== undefined && this.#missingBytes !== 0) {
      throw this.#protocolError("a body that is not as long as content-length says");
    }
  }

  #protocolError(message: string): FrameError {
    return new FrameError(http2ErrorCodes.protocolError, message, this.#owner.id);
  }
}
