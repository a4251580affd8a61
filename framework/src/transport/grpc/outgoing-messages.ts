import type { Awaitable } from "../../async/awaitable.js";
import type { Http2Stream } from "../http2/http2.js";
import { compress } from "./compression.js";
import { frameMessage } from "./message-framing.js";

/** Messages gather up to this many bytes before they are written. */
const batchBytes = 32_768;

/**
 * The messages that one side of a stream sends. Those of one turn of the event loop leave in one write.
 */
export class OutgoingMessages {
  readonly #stream: Http2Stream;
  readonly #compressed: boolean;
  #batch: Buffer[] = [];
  #batchedBytes = 0;
  #flushPlanned = false;
  #full = false;
  #error: Error | undefined;
  #waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  #compressing: Promise<void> = Promise.resolve();

  constructor(stream: Http2Stream, compressed: boolean) {
    this.#stream = stream;
    this.#compressed = compressed;
  }

  /**
   * Resolves, or returns, when more may be sent.
   *
   * @throws when the stream was given up
   */
  send(body: Uint8Array): Awaitable<void> {
    if (this.#error !== undefined) throw this.#error;
    if (!this.#compressed) return this.#add(frameMessage(body));
    const sent = this.#compressing.then(async () => this.#add(frameMessage(await compress(body), true)));
    this.#compressing = sent.catch(() => {});
    return sent;
  }

  /** Resolves when everything sent so far has been framed; `rest` then gives it. */
  settled(): Awaitable<void> {
    return this.#compressed ? this.#compressing : undefined;
  }

  /** Takes what has not been written yet, to be written with the end of the stream. */
  rest(): Buffer | undefined {
    const rest = this.#batch.length === 0 ? undefined : this.#join();
    return rest;
  }

  /** The stream can take more. */
  drained(): void {
    this.#full = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { resolve } of waiting) resolve();
  }

  /** Nothing can be sent any more. */
  abort(error: Error): void {
    this.#error = error;
    this.#batch = [];
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reject } of waiting) reject(error);
  }

  #add(frame: Buffer): Awaitable<void> {
    if (this.#error !== undefined) throw this.#error;
    this.#batch.push(frame);
    this.#batchedBytes += frame.length;
    if (this.#batchedBytes >= batchBytes) this.#flush();
    else this.#planFlush();
    if (!this.#full) return undefined;
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  #planFlush(): void {
    if (this.#flushPlanned) return;
    this.#flushPlanned = true;
    process.nextTick(() => {
      this.#flushPlanned = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#batch.length === 0) return;
    if (!this.#stream.write(this.#join())) this.#full = true;
  }

  #join(): Buffer {
    const [only] = this.#batch;
    const joined = this.#batch.length === 1 && only !== undefined ? only : Buffer.concat(this.#batch);
    this.#batch = [];
    this.#batchedBytes = 0;
    return joined;
  }
}
