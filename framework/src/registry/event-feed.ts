import type { RegistryEvent, WatchOptions } from "./registry.js";

/** Hands each change to everyone who watches. */
export class EventFeed {
  readonly #watches = new Set<Watch>();

  emit(event: RegistryEvent): void {
    for (const watch of this.#watches) watch.offer(event);
  }

  /** @returns true when somebody watches this service */
  isWatched(service: string): boolean {
    for (const watch of this.#watches) if (watch.covers(service)) return true;
    return false;
  }

  get size(): number {
    return this.#watches.size;
  }

  /** Watches from this moment on, whenever the first event is asked for. */
  watch(options: WatchOptions = {}): Watch {
    const watch = new Watch(options, () => this.#watches.delete(watch));
    if (!watch.ended) this.#watches.add(watch);
    return watch;
  }

  /** Ends every watch. */
  close(): void {
    for (const watch of [...this.#watches]) watch.end();
  }
}

interface Reader {
  readonly resolve: (result: IteratorResult<RegistryEvent>) => void;
  readonly reject: (reason: unknown) => void;
}

/** One who watches. */
export class Watch implements AsyncIterableIterator<RegistryEvent> {
  readonly #service: string | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #onEnd: () => void;
  readonly #events: RegistryEvent[] = [];
  readonly #readers: Reader[] = [];
  #failure: { readonly reason: unknown } | undefined;
  ended: boolean;

  constructor(options: WatchOptions, onEnd: () => void) {
    this.#service = options.service;
    this.#signal = options.signal;
    this.#onEnd = onEnd;
    this.ended = options.signal?.aborted ?? false;
    if (!this.ended) options.signal?.addEventListener("abort", this.end, { once: true });
  }

  covers(service: string): boolean {
    return this.#service === undefined || this.#service === service;
  }

  offer(event: RegistryEvent): void {
    if (!this.covers(event.service.name)) return;
    const reader = this.#readers.shift();
    if (reader === undefined) this.#events.push(event);
    else reader.resolve({ value: event, done: false });
  }

  readonly end = (): void => {
    if (this.ended) return;
    this.ended = true;
    this.#signal?.removeEventListener("abort", this.end);
    this.#events.length = 0;
    for (const reader of this.#readers.splice(0)) reader.resolve({ value: undefined, done: true });
    this.#onEnd();
  };

  /** Ends the iteration with an error: the changes cannot be seen. */
  fail(reason: unknown): void {
    if (this.ended) return;
    const reader = this.#readers.shift();
    if (reader === undefined) this.#failure = { reason };
    else reader.reject(reason);
    this.end();
  }

  async next(): Promise<IteratorResult<RegistryEvent>> {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure.reason;
    if (this.ended) return { value: undefined, done: true };
    const event = this.#events.shift();
    if (event !== undefined) return { value: event, done: false };
    return new Promise((resolve, reject) => this.#readers.push({ resolve, reject }));
  }

  return(): Promise<IteratorResult<RegistryEvent>> {
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
