import { firstWindowBytes } from "./frames.js";

/** How much a peer may send, on a connection or a stream, before this end has taken it. */
export class ReceiveWindow {
  readonly #bytes: number;
  /** Received, and not given back to the peer. */
  #outstanding = 0;
  /** Taken, and not given back to the peer yet. */
  #taken = 0;

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** @returns whether the peer was allowed to send that */
  receive(bytes: number): boolean {
    this.#outstanding += bytes;
    // Before it knows of another size, a peer goes by the one that is usual.
    return this.#outstanding <= Math.max(this.#bytes, firstWindowBytes);
  }

  /** @returns by how much to widen the peer's window now; 0 while that is not worth a frame */
  take(bytes: number): number {
    this.#taken += bytes;
    if (this.#taken * 2 < this.#bytes) return 0;
    const widened = this.#taken;
    this.#taken = 0;
    this.#outstanding -= widened;
    return widened;
  }
}
