/** Where frames are gathered before they are written: room for the largest frame, several times. */
export const slabBytes = 65_536;

const maxFree = 16;

/** Slabs of those connections that have something to write now. */
export class SlabPool {
  readonly #free: Buffer[] = [];

  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(slabBytes);
  }

  /** Nobody has, or will read, what is in it. */
  give(slab: Buffer): void {
    if (this.#free.length < maxFree) this.#free.push(slab);
  }
}
