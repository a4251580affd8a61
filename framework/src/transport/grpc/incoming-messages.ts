import { decompress } from "./compression.js";
import { type FramedMessage, MessageReader } from "./message-framing.js";

/** How much may wait for the one who iterates before the peer is held back. */
const highWaterBytes = 65_536;
/** What a message costs that holds nothing. */
const bytesPerMessage = 64;
/** A message keeps alive all that came with it: that counts for one in so many of its bytes. */
const bytesKeptPerByte = 16;

export interface IncomingMessagesOptions {
  /** The longest message to take, in bytes. */
  readonly maxBytes: number;
  /** Sees each message as it came, and throws for one that cannot be read. */
  readonly check: (message: FramedMessage) => void;
  /** Holds the peer back. */
  readonly pause: () => void;
  readonly resume: () => void;
}

/** The messages of one side of a stream: what the wire gives, for one who iterates. */
export class IncomingMessages implements AsyncIterableIterator<Uint8Array> {
  readonly #options: IncomingMessagesOptions;
  readonly #reader: MessageReader;
  #messages: FramedMessage[] = [];
  /** What each of those counts for. */
  #costs: number[] = [];
  #newestMemory: ArrayBufferLike | undefined;
  #next = 0;
  #waitingBytes = 0;
  #paused = false;
  #ended = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(options: IncomingMessagesOptions) {
    this.#options = options;
    this.#reader = new MessageReader(options.maxBytes, (message) => this.#add(message));
  }

  /** Whether a message has begun and not ended. */
  get incomplete(): boolean {
    return this.#reader.incomplete;
  }

  /** @throws {GrpcError} when a message is too long, or makes no sense */
  push(chunk: Buffer): void {
    this.#reader.push(chunk);
    this.#wake?.();
  }

  /** No more will come: the iteration ends, with an error if there is one, after what came before. */
  end(error?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#wake?.();
  }

  /** Drops what has not been read, and ends. */
  abort(error: Error): void {
    this.#messages = [];
    this.#costs = [];
    this.#newestMemory = undefined;
    this.#next = 0;
    this.#ended = true;
    this.#error = error;
    this.#wake?.();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    for (;;) {
      const message = this.#take();
      if (message !== undefined) {
        const { body, compressed } = message;
        return { done: false, value: compressed ? await decompress(body, this.#options.maxBytes) : body };
      }
      if (this.#ended) break;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
    const error = this.#error;
    this.#error = undefined;
    if (error !== undefined) throw error;
    return { done: true, value: undefined };
  }

  #add(message: FramedMessage): void {
    this.#options.check(message);
    const cost = this.#costOf(message);
    this.#messages.push(message);
    this.#costs.push(cost);
    this.#waitingBytes += cost;
    if (this.#paused || this.#waitingBytes < highWaterBytes) return;
    this.#paused = true;
    this.#options.pause();
  }

  #costOf({ body }: FramedMessage): number {
    const cost = body.length + bytesPerMessage;
    if (body.buffer === this.#newestMemory) return cost;
    this.#newestMemory = body.buffer;
    return cost + body.buffer.byteLength / bytesKeptPerByte;
  }

  #take(): FramedMessage | undefined {
    const message = this.#messages[this.#next];
    if (message === undefined) return undefined;
    this.#waitingBytes -= this.#costs[this.#next] as number;
    this.#next += 1;
    // One who is always behind must not keep all that was ever read.
    if (this.#next * 2 >= this.#messages.length) {
      this.#messages = this.#messages.slice(this.#next);
      this.#costs = this.#costs.slice(this.#next);
      // Nothing waits: the memory of what was read last is free to go.
      if (this.#messages.length === 0) this.#newestMemory = undefined;
      this.#next = 0;
    }
    if (this.#paused && this.#waitingBytes < highWaterBytes / 2) {
      this.#paused = false;
      this.#options.resume();
    }
    return message;
  }
}
