/** Keeps things until somebody takes them. */
export class Mailbox<T> {
  readonly #things: T[] = [];
  readonly #takers: ((thing: T) => void)[] = [];

  put(thing: T): void {
    const taker = this.#takers.shift();
    if (taker === undefined) this.#things.push(thing);
    else taker(thing);
  }

  /** The first that came, or comes. */
  take(): Promise<T> {
    if (this.#things.length > 0) return Promise.resolve(this.#things.shift() as T);
    return new Promise((resolve) => this.#takers.push(resolve));
  }

  takeAll(): T[] {
    return this.#things.splice(0);
  }
}
