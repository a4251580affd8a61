import { http2ErrorCodes } from "../error-codes.js";
import { type Frame, FrameError, frameHeadBytes, maxPayloadBytes } from "./frames.js";

/** Cuts what comes in into frames. A frame that lies within one chunk is a view of it, not a copy. */
export class FrameReader {
  readonly #onFrame: (frame: Frame) => void;
  readonly #head: Buffer = Buffer.alloc(frameHeadBytes);
  #headFilled = 0;
  #payload: Buffer | undefined;
  #payloadFilled = 0;

  constructor(onFrame: (frame: Frame) => void) {
    this.#onFrame = onFrame;
  }

  /** @throws {FrameError} for a frame that is too long, and what `onFrame` throws */
  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#payload === undefined) at = this.#takeHead(chunk, at);
      else at = this.#takePayload(chunk, at, this.#payload);
    }
  }

  /** @returns where the frame ends, or what there is of it */
  #takeHead(chunk: Buffer, at: number): number {
    if (this.#headFilled === 0 && chunk.length - at >= frameHeadBytes) return this.#takeFrame(chunk, at);
    const taken = Math.min(frameHeadBytes - this.#headFilled, chunk.length - at);
    chunk.copy(this.#head, this.#headFilled, at, at + taken);
    this.#headFilled += taken;
    if (this.#headFilled < frameHeadBytes) return chunk.length;
    return this.#begin(this.#head, 0, { chunk, at: at + taken });
  }

  #takeFrame(chunk: Buffer, at: number): number {
    return this.#begin(chunk, at, { chunk, at: at + frameHeadBytes });
  }

  #begin(head: Buffer, at: number, body: { readonly chunk: Buffer; readonly at: number }): number {
    const length = lengthOf(head, at);
    if (length > maxPayloadBytes) {
      throw new FrameError(http2ErrorCodes.frameSizeError, `a frame of ${length} bytes`);
    }
    const end = body.at + length;
    if (end <= body.chunk.length) {
      this.#headFilled = 0;
      this.#onFrame(frameOf(head, at, { bytes: body.chunk, start: body.at, end }));
      return end;
    }
    if (head !== this.#head) head.copy(this.#head, 0, at, at + frameHeadBytes);
    this.#payload = Buffer.allocUnsafe(length);
    this.#payloadFilled = 0;
    return body.at;
  }

  #takePayload(chunk: Buffer, at: number, payload: Buffer): number {
    const taken = Math.min(payload.length - this.#payloadFilled, chunk.length - at);
    chunk.copy(payload, this.#payloadFilled, at, at + taken);
    this.#payloadFilled += taken;
    if (this.#payloadFilled === payload.length) {
      this.#payload = undefined;
      this.#headFilled = 0;
      this.#onFrame(frameOf(this.#head, 0, { bytes: payload, start: 0, end: payload.length }));
    }
    return at + taken;
  }
}

function lengthOf(head: Buffer, at: number): number {
  return ((head[at] as number) << 16) | ((head[at + 1] as number) << 8) | (head[at + 2] as number);
}

function frameOf(head: Buffer, at: number, payload: Pick<Frame, "bytes" | "start" | "end">): Frame {
  return {
    type: head[at + 3] as number,
    flags: head[at + 4] as number,
    streamId: head.readUInt32BE(at + 5) & 0x7fffffff,
    bytes: payload.bytes,
    start: payload.start,
    end: payload.end,
  };
}
