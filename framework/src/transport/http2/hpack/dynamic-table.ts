import type { Field } from "./static-table.js";

/** What a field costs beside its name and value (RFC 7541, section 4.1). */
const fieldOverheadBytes = 32;

/** The table's size that both sides start with, and the largest that this implementation keeps. */
export const maxTableBytes = 4096;

const places = maxTableBytes / fieldOverheadBytes;

/** What a field counts for, in a table and in the size of a header list. */
export function fieldBytes(name: string, value: string): number {
  return name.length + value.length + fieldOverheadBytes;
}

/** The fields that a connection has sent in one direction: the newest ones that fit. */
export class DynamicTable {
  readonly #ring = new Array<Field | undefined>(places);
  readonly #onEvict: ((field: Field, id: number) => void) | undefined;
  #added = 0;
  #length = 0;
  #bytes = 0;
  #maxBytes = maxTableBytes;

  /** @param onEvict hears of each field that leaves, and its id */
  constructor(onEvict?: (field: Field, id: number) => void) {
    this.#onEvict = onEvict;
  }

  /** The id that the next field gets. Ids count up from 0 and are never used again. */
  get nextId(): number {
    return this.#added;
  }

  /** @param age 0 for the newest field */
  at(age: number): Field | undefined {
    return age < this.#length ? this.#ring[(this.#added - 1 - age) % places] : undefined;
  }

  /** A field that is larger than the table empties it, and is not kept. @returns whether it was kept */
  add(field: Field): boolean {
    const bytes = fieldBytes(field.name, field.value);
    this.#shrinkTo(this.#maxBytes - bytes);
    if (bytes > this.#maxBytes) return false;
    this.#ring[this.#added % places] = field;
    this.#added += 1;
    this.#length += 1;
    this.#bytes += bytes;
    return true;
  }

  /** @param maxBytes at most {@link maxTableBytes} */
  resize(maxBytes: number): void {
    this.#maxBytes = maxBytes;
    this.#shrinkTo(maxBytes);
  }

  #shrinkTo(bytes: number): void {
    while (this.#length > 0 && this.#bytes > bytes) {
      const id = this.#added - this.#length;
      const field = this.#ring[id % places] as Field;
      this.#ring[id % places] = undefined;
      this.#length -= 1;
      this.#bytes -= fieldBytes(field.name, field.value);
      this.#onEvict?.(field, id);
    }
  }
}
