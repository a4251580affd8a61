/*
 * gRPC puts five bytes before each message: whether it is compressed, and its length.
 */
import { grpcError } from "./grpc-error.js";

const prefixBytes = 5;
/** A message that is still coming in gets this much room at first, whatever length it announces. */
const firstRoomBytes = 16_384;

/** A message as it came. */
export interface FramedMessage {
  readonly body: Uint8Array;
  readonly compressed: boolean;
}

/** Writes one message with its prefix. */
export function frameMessage(body: Uint8Array, compressed = false): Buffer {
  const frame = Buffer.allocUnsafe(prefixBytes + body.length);
  frame[0] = compressed ? 1 : 0;
  frame.writeUInt32BE(body.length, 1);
  frame.set(body, prefixBytes);
  return frame;
}

/**
 * Cuts what comes in into messages. A message that lies within one chunk is a view of it, not a copy.
 */
export class MessageReader {
  readonly #maxBytes: number;
  readonly #onMessage: (message: FramedMessage) => void;
  readonly #prefix = Buffer.alloc(prefixBytes);
  #prefixLength = 0;
  #room: Buffer | undefined;
  #filled = 0;

  /** @param maxBytes the longest message to take */
  constructor(maxBytes: number, onMessage: (message: FramedMessage) => void) {
    this.#maxBytes = maxBytes;
    this.#onMessage = onMessage;
  }

  /** Whether a message has begun and not ended. */
  get incomplete(): boolean {
    return this.#prefixLength > 0;
  }

  /** @throws {GrpcError} when a message is too long, or its prefix makes no sense */
  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#prefixLength < prefixBytes) {
        const taken = Math.min(prefixBytes - this.#prefixLength, chunk.length - at);
        chunk.copy(this.#prefix, this.#prefixLength, at, at + taken);
        this.#prefixLength += taken;
        at += taken;
        if (this.#prefixLength < prefixBytes) return;
        this.#checkPrefix();
      }
      at += this.#takeBody(chunk, at);
    }
  }

  #checkPrefix(): void {
    const flag = this.#prefix[0] ?? 0;
    if (flag > 1) throw grpcError("internal", `a message begins with ${flag}, where 0 or 1 is expected`);
    const length = this.#prefix.readUInt32BE(1);
    if (length <= this.#maxBytes) return;
    throw grpcError(
      "resource_exhausted",
      `a message of ${length} bytes is over the limit of ${this.#maxBytes}`,
    );
  }

  /** @returns how many bytes of the chunk belong to the message that has begun */
  #takeBody(chunk: Buffer, at: number): number {
    const length = this.#prefix.readUInt32BE(1);
    const taken = Math.min(length - this.#filled, chunk.length - at);
    const part = chunk.subarray(at, at + taken);
    if (taken === length) {
      this.#give(part);
    } else {
      this.#append(part, length);
      if (this.#filled === length) this.#give((this.#room as Buffer).subarray(0, length));
    }
    return taken;
  }

  /** The room doubles up to the length: a peer pays, in bytes sent, for what it makes us allocate. */
  #append(part: Buffer, length: number): void {
    const needed = this.#filled + part.length;
    if (this.#room === undefined || this.#room.length < needed) {
      const bytes = Math.min(length, Math.max(needed * 2, firstRoomBytes));
      const room = Buffer.allocUnsafeSlow(bytes);
      this.#room?.copy(room, 0, 0, this.#filled);
      this.#room = room;
    }
    part.copy(this.#room, this.#filled);
    this.#filled = needed;
  }

  #give(body: Uint8Array): void {
    const compressed = this.#prefix[0] === 1;
    this.#prefixLength = 0;
    this.#room = undefined;
    this.#filled = 0;
    this.#onMessage({ body, compressed });
  }
}
