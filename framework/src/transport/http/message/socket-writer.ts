import type { Socket } from "node:net";

const slabBytes = 64 * 1024;
/** Longer pieces are handed to the socket as they are: copying them would cost more than a further write. */
const maxCopiedBytes = 8 * 1024;

/**
 * Collects what the connections of a listener or of a client write in one turn of the event loop.
 *
 * System calls are what a small message costs most. So everything that one turn has for a connection leaves in
 * one write, after the handlers and callers that this turn woke have run.
 */
export class WriteBatch {
  #slab: Buffer = Buffer.allocUnsafeSlow(slabBytes);
  #used = 0;
  #waiting: SocketWriter[] = [];
  readonly #flush = (): void => {
    const writers = this.#waiting;
    this.#waiting = [];
    for (const writer of writers) writer.flush();
  };

  /** Flushes the writer at the end of this turn. */
  schedule(writer: SocketWriter): void {
    if (this.#waiting.push(writer) === 1) process.nextTick(this.#flush);
  }

  /** @returns room for that many bytes, to be given back by {@link release} */
  reserve(size: number): Buffer {
    if (this.#used + size > slabBytes) {
      this.#slab = Buffer.allocUnsafeSlow(slabBytes);
      this.#used = 0;
    }
    this.#used += size;
    return this.#slab.subarray(this.#used - size, this.#used);
  }

  /** The last reserved room can be used again: the kernel has taken what was in it. */
  release(size: number): void {
    this.#used -= size;
  }
}

/** Writes messages to a socket, those of one turn together. */
export class SocketWriter {
  readonly #socket: Socket;
  readonly #batch: WriteBatch;
  readonly #maxBacklogBytes: number;
  #pieces: (Uint8Array | string)[] = [];
  #size = 0;
  #waiting: (() => void)[] = [];
  readonly #release = (): void => {
    for (const resolve of this.#waiting.splice(0)) resolve();
  };

  /** @param maxBacklogBytes how much may be collected in one turn before a sender should wait */
  constructor(socket: Socket, batch: WriteBatch, maxBacklogBytes: number) {
    this.#socket = socket;
    this.#batch = batch;
    this.#maxBacklogBytes = maxBacklogBytes;
    socket.on("drain", this.#release).on("close", this.#release);
  }

  /** Writes what is left, and leaves the socket to others. */
  detach(): void {
    this.flush();
    this.#socket.off("drain", this.#release).off("close", this.#release);
  }

  /** True while the other end is so far behind that nothing should be written. */
  get full(): boolean {
    return this.#size > this.#maxBacklogBytes || this.#socket.writableNeedDrain;
  }

  /** Resolves when the other end has caught up, or is gone. */
  drained(): Promise<void> {
    if (this.#socket.destroyed || !this.full) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** @param head bytes, or text that has one character per byte */
  write(prefix: Uint8Array, head: string, body: Uint8Array): void {
    if (this.#pieces.length === 0) this.#batch.schedule(this);
    this.#pieces.push(prefix, head);
    if (body.length > 0) this.#pieces.push(body);
    this.#size += prefix.length + head.length + body.length;
  }

  flush(): void {
    const pieces = this.#pieces;
    if (pieces.length === 0) return;
    this.#pieces = [];
    const size = this.#size;
    this.#size = 0;
    if (this.#socket.destroyed || this.#socket.writableEnded) return;
    this.#writeOut(pieces, size);
    // A sender that never has to wait for its reader still lets others have their turn.
    if (this.#waiting.length > 0 && !this.#socket.writableNeedDrain) setImmediate(this.#release);
  }

  #writeOut(pieces: readonly (Uint8Array | string)[], size: number): void {
    if (size > slabBytes || pieces.some((it) => it.length > maxCopiedBytes)) this.#writeEach(pieces);
    else this.#writeTogether(pieces, size);
  }

  #writeTogether(pieces: readonly (Uint8Array | string)[], size: number): void {
    const room = this.#batch.reserve(size);
    let at = 0;
    for (const piece of pieces) {
      if (typeof piece === "string") room.write(piece, at, "latin1");
      else room.set(piece, at);
      at += piece.length;
    }
    this.#socket.write(room);
    if (this.#socket.writableLength === 0) this.#batch.release(size);
  }

  #writeEach(pieces: readonly (Uint8Array | string)[]): void {
    this.#socket.cork();
    for (const piece of pieces) {
      if (typeof piece === "string") this.#socket.write(piece, "latin1");
      else this.#socket.write(piece);
    }
    this.#socket.uncork();
  }
}
