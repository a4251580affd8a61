import type { Awaitable } from "../transport.js";

type Result = IteratorResult<Uint8Array, undefined>;

/** How many bodies wait for their reader before the writer does. */
const capacity = 16;

/** Carries the bodies of one direction of a stream from a writer to a reader, who paces the writer. */
export class BodyPipe implements AsyncIterableIterator<Uint8Array> {
  /** Resolves with the first body, or with the end if none comes. */
  readonly begun: Promise<void>;
  readonly #bodies: Uint8Array[] = [];
  #reader: { resolve: (result: Result) => void; reject: (reason: unknown) => void } | undefined;
  #writers: (() => void)[] = [];
  #begin: () => void = () => {};
  #ended = false;
  #failure: { readonly reason: unknown } | undefined;

  constructor() {
    this.begun = new Promise((resolve) => {
      this.#begin = resolve;
    });
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Gives a promise only when there is something to wait for: that the reader catches up, or leaves. */
  write(body: Uint8Array): Awaitable<void> {
    if (this.#ended) return;
    this.#begin();
    const reader = this.#reader;
    if (reader !== undefined) {
      this.#reader = undefined;
      reader.resolve({ done: false, value: body });
      return;
    }
    this.#bodies.push(body);
    if (this.#bodies.length < capacity) return;
    return new Promise((resolve) => this.#writers.push(resolve));
  }

  /** No more is written; a reason is thrown to the reader after what was written before. */
  end(failure?: { readonly reason: unknown }): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#begin();
    this.#failure = failure;
    this.#releaseWriters();
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader !== undefined) this.#last().then(reader.resolve, reader.reject);
  }

  next(): Promise<Result> {
    const body = this.#bodies.shift();
    if (body !== undefined) {
      if (this.#bodies.length < capacity) this.#releaseWriters();
      return Promise.resolve({ done: false, value: body });
    }
    if (this.#ended) return this.#last();
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
    });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #last(): Promise<Result> {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure === undefined
      ? Promise.resolve({ done: true, value: undefined })
      : Promise.reject(failure.reason);
  }

  #releaseWriters(): void {
    const writers = this.#writers;
    this.#writers = [];
    for (const resolve of writers) resolve();
  }
}
