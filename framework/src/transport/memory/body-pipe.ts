import type { Awaitable } from "../../async/awaitable.js";
import { BodyQueue } from "../body-queue.js";
import { copyBody } from "./copy-body.js";

/** How much waits for its reader before the writer does. */
const maxWaitingBytes = 4096;

/** Carries the bodies of one direction of a stream from a writer to a reader, who paces the writer. */
export class BodyPipe {
  /** Resolves with the first body, or with the end if none comes. */
  readonly begun: Promise<void>;
  readonly #queue = new BodyQueue(maxWaitingBytes, () => this.#releaseWriters());
  #writers: (() => void)[] = [];
  #begin: () => void = () => {};
  #ended = false;

  constructor() {
    this.begun = new Promise((resolve) => {
      this.#begin = resolve;
    });
  }

  get ended(): boolean {
    return this.#ended;
  }

  get bodies(): AsyncIterator<Uint8Array> {
    return this.#queue;
  }

  /** Gives a promise only when there is something to wait for: that the reader catches up, or leaves. */
  write(body: Uint8Array): Awaitable<void> {
    this.#begin();
    this.#queue.push(copyBody(body));
    if (!this.#queue.full || this.#ended) return;
    return new Promise((resolve) => this.#writers.push(resolve));
  }

  /** No more is written; an error is thrown to the reader after what was written before. */
  end(error?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#begin();
    this.#queue.end(error);
    this.#releaseWriters();
  }

  #releaseWriters(): void {
    const writers = this.#writers;
    this.#writers = [];
    for (const resolve of writers) resolve();
  }
}
