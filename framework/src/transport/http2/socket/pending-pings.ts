import type { FrameWriter } from "./frame-writer.js";

interface PendingPing {
  resolve(): void;
  reject(error: Error): void;
}

const payloadBytes = 8;

/** The PINGs of one connection that the peer has not answered. */
export class PendingPings {
  readonly #writer: FrameWriter;
  readonly #pending = new Map<number, PendingPing>();
  #nextId = 0;

  constructor(writer: FrameWriter) {
    this.#writer = writer;
  }

  /** Resolves when the peer has answered. */
  send(): Promise<void> {
    return new Promise((resolve, reject) => {
      const payload = Buffer.alloc(payloadBytes);
      payload.writeUInt32BE(this.#nextId, payloadBytes - 4);
      this.#pending.set(this.#nextId, { resolve, reject });
      this.#nextId += 1;
      this.#writer.ping(payload, false);
    });
  }

  /** The peer has answered one, or says so. */
  answer(payload: Buffer): void {
    const id = payload.readUInt32BE(payloadBytes - 4);
    this.#pending.get(id)?.resolve();
    this.#pending.delete(id);
  }

  /** There is nobody left to answer. */
  fail(): void {
    for (const { reject } of this.#pending.values()) reject(new Error("the connection has ended"));
    this.#pending.clear();
  }
}
