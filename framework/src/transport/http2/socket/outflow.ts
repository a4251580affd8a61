import { http2ErrorCodes } from "../error-codes.js";
import type { FrameWriter } from "./frame-writer.js";
import { FrameError, firstWindowBytes, maxWindowBytes } from "./frames.js";

/** A stream that may have something to send. */
export interface SendingStream {
  /** Whether there is something that its own window lets through now. */
  readonly sendable: boolean;
  /** Whether there is data: an end alone takes no window. */
  readonly hasData: boolean;
  /**
   * Writes the next frame.
   *
   * @param most how many bytes of data it may hold
   * @returns how many it holds
   */
  sendFrame(most: number): number;
}

/** Lets streams send: in turns, as far as the connection's window goes, and while the peer keeps up. */
export class Outflow {
  readonly #writer: FrameWriter;
  readonly #waiting = new Set<SendingStream>();
  #window = firstWindowBytes;

  constructor(writer: FrameWriter) {
    this.#writer = writer;
  }

  /** Sends what the stream has, now or when it can be sent. */
  submit(stream: SendingStream): void {
    while (stream.sendable) {
      if (stream.hasData && this.#blocked) {
        this.#waiting.add(stream);
        return;
      }
      this.#send(stream);
    }
  }

  /** The stream has nothing to send any more. */
  withdraw(stream: SendingStream): void {
    this.#waiting.delete(stream);
  }

  /** @throws {FrameError} for a window beyond measure */
  widen(bytes: number): void {
    this.#window += bytes;
    if (this.#window > maxWindowBytes)
      throw new FrameError(http2ErrorCodes.flowControlError, "too wide a window");
    this.pump();
  }

  /** Goes on, a frame of each stream at a time. */
  pump(): void {
    // What is added during the iteration comes up in it again, after all others.
    for (const stream of this.#waiting) {
      if (this.#blocked) return;
      this.#waiting.delete(stream);
      // One whose own window is used up comes back when that is widened.
      if (!stream.sendable) continue;
      this.#send(stream);
      if (stream.hasData) this.#waiting.add(stream);
      else this.submit(stream);
    }
  }

  #send(stream: SendingStream): void {
    const sent = stream.sendFrame(this.#window);
    this.#window -= sent;
  }

  get #blocked(): boolean {
    return this.#window <= 0 || this.#writer.congested;
  }
}
