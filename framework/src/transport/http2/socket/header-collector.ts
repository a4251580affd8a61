import { http2ErrorCodes } from "../error-codes.js";
import { type Frame, FrameError, frameFlags } from "./frames.js";

/** The bytes of a header block, and what its first frame said. */
export interface CollectedBlock {
  readonly streamId: number;
  readonly endStream: boolean;
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

const priorityBytes = 5;

/** Puts header blocks together that come in several frames. */
export class HeaderCollector {
  readonly #maxBytes: number;
  #first: CollectedBlock | undefined;
  #parts: Buffer[] = [];
  #bytes = 0;

  /** @param maxBytes the largest block to collect; compressed, so it may hold more */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Whether a block has begun: nothing but its continuation may follow. */
  get open(): boolean {
    return this.#first !== undefined;
  }

  /**
   * Takes a HEADERS frame.
   *
   * @returns the block, unless more of it follows
   * @throws {FrameError}
   */
  begin(frame: Frame): CollectedBlock | undefined {
    const { flags, streamId, bytes } = frame;
    let { start, end } = unpadded(frame);
    if ((flags & frameFlags.priority) !== 0) {
      if (end - start < priorityBytes)
        throw new FrameError(http2ErrorCodes.frameSizeError, "HEADERS cut short");
      // Whose block is not read knows no other block of its connection any more: this ends more than a stream.
      if (dependsOn(bytes, start, streamId))
        throw new FrameError(http2ErrorCodes.protocolError, "a head that depends on itself");
      start += priorityBytes;
    }
    const block = { streamId, endStream: (flags & frameFlags.endStream) !== 0, bytes, start, end };
    if ((flags & frameFlags.endHeaders) !== 0) return block;
    this.#first = block;
    this.#parts = [];
    this.#bytes = 0;
    this.#append(bytes, start, end);
    return undefined;
  }

  /**
   * Takes a CONTINUATION frame.
   *
   * @returns the block, unless more of it follows
   * @throws {FrameError}
   */
  continue({ flags, streamId, bytes, start, end }: Frame): CollectedBlock | undefined {
    const first = this.#first;
    if (first === undefined || streamId !== first.streamId) {
      throw new FrameError(http2ErrorCodes.protocolError, "CONTINUATION of nothing");
    }
    this.#append(bytes, start, end);
    if ((flags & frameFlags.endHeaders) === 0) return undefined;
    this.#first = undefined;
    const block = Buffer.concat(this.#parts);
    this.#parts = [];
    return { ...first, bytes: block, start: 0, end: block.length };
  }

  #append(bytes: Buffer, start: number, end: number): void {
    // Frames that hold nothing count, too: a block of them would never end.
    this.#bytes += end - start + 1;
    if (this.#bytes > this.#maxBytes) {
      throw new FrameError(
        http2ErrorCodes.enhanceYourCalm,
        `a header block of more than ${this.#maxBytes} bytes`,
      );
    }
    this.#parts.push(bytes.subarray(start, end));
  }
}

/** Where a payload lies between its padding. @throws {FrameError} when there is more padding than payload */
export function unpadded({ flags, bytes, start, end }: Frame): { start: number; end: number } {
  if ((flags & frameFlags.padded) === 0) return { start, end };
  const padding = bytes[start];
  if (start === end || padding === undefined)
    throw new FrameError(http2ErrorCodes.frameSizeError, "no padding length");
  if (start + 1 + padding > end)
    throw new FrameError(http2ErrorCodes.protocolError, "more padding than payload");
  return { start: start + 1, end: end - padding };
}

/** Whether a priority makes its stream depend on that one. */
export function dependsOn(bytes: Buffer, at: number, streamId: number): boolean {
  return (bytes.readUInt32BE(at) & 0x7fffffff) === streamId;
}
