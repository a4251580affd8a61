/**
 * Bodies that wait for their reader: the receiving half of a stream.
 *
 * The filling side stops when {@link full} says so and goes on when `onTake` calls.
 */
export class BodyQueue implements AsyncIterableIterator<Uint8Array> {
  readonly #maxBytes: number;
  readonly #onTake: () => void;
  #bodies: Uint8Array[] = [];
  #first = 0;
  #bytes = 0;
  #readers: Reader[] = [];
  #ended = false;
  #error: unknown;

  /** @param onTake called when a reader made room in a full queue */
  constructor(maxBytes: number, onTake: () => void) {
    this.#maxBytes = maxBytes;
    this.#onTake = onTake;
  }

  get full(): boolean {
    return this.#bytes >= this.#maxBytes;
  }

  push(body: Uint8Array): void {
    if (this.#ended) return;
    const reader = this.#readers.shift();
    if (reader !== undefined) {
      reader.resolve({ done: false, value: body });
      return;
    }
    this.#bodies.push(body);
    this.#bytes += body.length + overheadBytes;
  }

  /** Nothing more will come; with an error, the reader gets it behind what is queued. */
  end(error?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    for (const reader of this.#readers.splice(0)) this.#settle(reader);
  }

  /** Forgets what is queued, then ends. */
  cancel(error?: unknown): void {
    this.#bodies = [];
    this.#first = 0;
    this.#bytes = 0;
    this.end(error);
  }

  next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const body = this.#bodies[this.#first];
    if (body !== undefined) return Promise.resolve({ done: false, value: this.#take(body) });
    return new Promise((resolve, reject) => {
      if (this.#ended) this.#settle({ resolve, reject });
      else this.#readers.push({ resolve, reject });
    });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #take(body: Uint8Array): Uint8Array {
    const wasFull = this.full;
    this.#bytes -= body.length + overheadBytes;
    this.#first++;
    if (this.#first === this.#bodies.length) {
      this.#bodies = [];
      this.#first = 0;
    }
    if (wasFull && !this.full) this.#onTake();
    return body;
  }

  #settle({ resolve, reject }: Reader): void {
    const error = this.#error;
    this.#error = undefined;
    if (error === undefined) resolve({ done: true, value: undefined });
    else reject(error);
  }
}

interface Reader {
  resolve(result: IteratorResult<Uint8Array, undefined>): void;
  reject(error: unknown): void;
}

/** What a waiting body costs beside its bytes: empty ones must not be free. */
const overheadBytes = 64;
