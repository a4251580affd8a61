/** What a `Metadata` can be made from. */
export type MetadataInit = Metadata | Iterable<readonly [string, string]> | Readonly<Record<string, string>>;

/**
 * The headers of a call or a message: text keys to text values.
 *
 * Keys compare without regard to case, as they do on every wire. A key is given back in the
 * spelling it was last set with; wires that have a canonical spelling write that one.
 */
export class Metadata implements Iterable<[string, string]> {
  readonly #entries = new Map<string, [string, string]>();

  constructor(init?: MetadataInit) {
    if (init === undefined) return;
    const pairs =
      Symbol.iterator in init ? (init as Iterable<readonly [string, string]>) : Object.entries(init);
    for (const [key, value] of pairs) this.set(key, value);
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): string | undefined {
    return this.#entries.get(key.toLowerCase())?.[1];
  }

  has(key: string): boolean {
    return this.#entries.has(key.toLowerCase());
  }

  set(key: string, value: string): this {
    this.#entries.set(key.toLowerCase(), [key, value]);
    return this;
  }

  /** Adds a value to a key that may have one already; several values are joined by ", ". */
  append(key: string, value: string): this {
    const before = this.get(key);
    return this.set(key, before === undefined ? value : `${before}, ${value}`);
  }

  delete(key: string): boolean {
    return this.#entries.delete(key.toLowerCase());
  }

  /** The pairs, in the order in which their keys were first set. */
  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.#entries.values();
  }

  toJSON(): Record<string, string> {
    return Object.fromEntries(this);
  }
}
