/** Data that waits for its listener. */
export interface HeldData {
  readonly part: Buffer;
  /** How much its sender may send more, once it is taken. */
  readonly toTake: number;
}

interface Block {
  readonly room: Buffer;
  filled: number;
  toTake: number;
}

/** Smaller parts are gathered in blocks of this size: a byte held by itself would cost hundreds. */
const blockBytes = 4_096;

/** What came for a listener that paused, in order: data, and what else it is to be told. */
export class HeldInput {
  #entries: (Block | (() => void))[] = [];
  #next = 0;

  get empty(): boolean {
    return this.#next === this.#entries.length;
  }

  /** Holds what is to be told after all that is held already. */
  add(tell: () => void): void {
    this.#entries.push(tell);
  }

  addData({ part, toTake }: HeldData): void {
    const last = this.#next < this.#entries.length ? this.#entries.at(-1) : undefined;
    if (typeof last === "object" && last.room.length - last.filled >= part.length) {
      append(last, part, toTake);
    } else if (part.length >= blockBytes) {
      this.#entries.push({ room: part, filled: part.length, toTake });
    } else {
      const block: Block = { room: Buffer.allocUnsafe(blockBytes), filled: 0, toTake: 0 };
      append(block, part, toTake);
      this.#entries.push(block);
    }
  }

  /** Gives back what has waited longest: data, or something to call. Not to be called when empty. */
  take(): HeldData | (() => void) {
    const entry = this.#entries[this.#next] as Block | (() => void);
    this.#next += 1;
    // A listener that is always behind must not keep all that it ever heard.
    if (this.#next * 2 >= this.#entries.length) {
      this.#entries = this.#entries.slice(this.#next);
      this.#next = 0;
    }
    if (typeof entry === "function") return entry;
    return { part: entry.room.subarray(0, entry.filled), toTake: entry.toTake };
  }

  clear(): void {
    this.#entries = [];
    this.#next = 0;
  }
}

function append(block: Block, part: Buffer, toTake: number): void {
  part.copy(block.room, block.filled);
  block.filled += part.length;
  block.toTake += toTake;
}
