const most = 2_048;

/** The streams that this end has reset lately: the peer may not know yet, and what it still sends means nothing. */
export class RecentIds {
  readonly #ids = new Set<number>();

  add(id: number): void {
    this.#ids.add(id);
    if (this.#ids.size <= most) return;
    for (const oldest of this.#ids) {
      this.#ids.delete(oldest);
      return;
    }
  }

  /** @returns whether it was there */
  delete(id: number): boolean {
    return this.#ids.delete(id);
  }

  has(id: number): boolean {
    return this.#ids.has(id);
  }
}
