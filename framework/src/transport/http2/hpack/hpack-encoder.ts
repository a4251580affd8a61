import type { HeaderBlock } from "../../headers/header-block.js";
import { DynamicTable, fieldBytes, maxTableBytes } from "./dynamic-table.js";
import { maxIntegerBytes, writeInteger } from "./hpack-integer.js";
import { type Field, staticTable } from "./static-table.js";

/** What must never be in a table, where guesses could be tried on it (RFC 7541, section 7.1). */
const secretNames: ReadonlySet<string> = new Set([
  "authorization",
  "cookie",
  "proxy-authorization",
  "set-cookie",
]);

/** A larger field would drive too many others out. */
const maxIndexedBytes = maxTableBytes / 4;

const indexed = { flags: 0x80, bits: 7 };
const literalToIndex = { flags: 0x40, bits: 6 };
const literal = { flags: 0x00, bits: 4 };
const literalNeverIndexed = { flags: 0x10, bits: 4 };
const stringLength = { flags: 0x00, bits: 7 };
const tableSize = { flags: 0x20, bits: 5 };

const staticIndexes = buildStaticIndexes();

/** What is known of the fields that have one name. */
interface KnownName {
  /** Its first index in the static table; 0 for none. */
  readonly staticIndex: number;
  readonly staticValues: ReadonlyMap<string, number>;
  /** The ids of those in the dynamic table, by value. */
  readonly ids: Map<string, number>;
  /** The newest of those, whatever its value; -1 for none. */
  newestId: number;
  /** The value that came last and is in no table. */
  lastValue: string | undefined;
}

/**
 * Writes the header blocks of one direction of a connection (RFC 7541).
 *
 * A name goes into the table with its first value; further values when they come twice in a row. So what is the
 * same in each call takes a byte, and what differs drives nothing out. Strings are not compressed: that would save
 * few bytes and take most of the time.
 */
export class HpackEncoder {
  readonly #names = new Map<string, KnownName>();
  readonly #table = new DynamicTable((field, id) => this.#forget(field, id));
  #tableBytes = maxTableBytes;
  /** Sizes that the peer has to be told before the next block: the smallest since the last one, then today's. */
  #newTableBytes: readonly number[] = [];

  /** The most bytes that a block can take. */
  static maxBytes(block: HeaderBlock): number {
    let bytes = 2 * maxIntegerBytes;
    for (const text of block) bytes += text.length + maxIntegerBytes;
    return bytes;
  }

  /** The peer keeps no larger table than that. */
  resize(bytes: number): void {
    const own = Math.min(bytes, maxTableBytes);
    if (own === this.#tableBytes) return;
    this.#tableBytes = own;
    this.#table.resize(own);
    const smallest = Math.min(own, ...this.#newTableBytes);
    this.#newTableBytes = smallest === own ? [own] : [smallest, own];
  }

  /** @returns where the block ends */
  encode(block: HeaderBlock, into: Buffer, start: number): number {
    let at = start;
    for (const value of this.#newTableBytes) at = writeInteger(into, at, { value, ...tableSize });
    this.#newTableBytes = [];
    for (let i = 0; i < block.length; i += 2) {
      at = this.#writeField(block[i] as string, block[i + 1] as string, { into, at });
    }
    return at;
  }

  #writeField(name: string, value: string, { into, at }: Place): number {
    const known = this.#known(name);
    const index = known.staticValues.get(value) ?? this.#indexOfId(known.ids.get(value));
    if (index !== 0) return writeInteger(into, at, { value: index, ...indexed });
    // A literal takes its name from the table as it is before the field itself comes in.
    const nameIndex =
      known.staticIndex || this.#indexOfId(known.newestId === -1 ? undefined : known.newestId);
    const form = this.#formOf(known, name, value);
    let next = writeInteger(into, at, { value: nameIndex, ...form });
    if (nameIndex === 0) next = writeString(into, next, name);
    next = writeString(into, next, value);
    if (form === literalToIndex) this.#add(known, { name, value });
    return next;
  }

  #formOf(known: KnownName, name: string, value: string): typeof literal {
    if (secretNames.has(name)) return literalNeverIndexed;
    const isNew = known.newestId === -1 && known.lastValue === undefined;
    if (!isNew && known.lastValue !== value) {
      known.lastValue = value;
      return literal;
    }
    known.lastValue = value;
    return fieldBytes(name, value) > maxIndexedBytes ? literal : literalToIndex;
  }

  #add(known: KnownName, field: Field): void {
    const id = this.#table.nextId;
    if (!this.#table.add(field)) return;
    // Making room may have driven out the last field of this name, and with it what is known of it.
    this.#names.set(field.name, known);
    known.ids.set(field.value, id);
    known.newestId = id;
  }

  #forget({ name, value }: Field, id: number): void {
    const known = this.#names.get(name);
    if (known === undefined) return;
    if (known.ids.get(value) === id) known.ids.delete(value);
    if (known.newestId === id) known.newestId = -1;
  }

  #known(name: string): KnownName {
    let known = this.#names.get(name);
    if (known === undefined) {
      // Names that callers make up must not pile up.
      if (this.#names.size >= maxKnownNames) this.#forgetUnused();
      const fixed = staticIndexes.get(name);
      known = {
        staticIndex: fixed?.first ?? 0,
        staticValues: fixed?.values ?? noValues,
        ids: new Map(),
        newestId: -1,
        lastValue: undefined,
      };
      this.#names.set(name, known);
    }
    return known;
  }

  #forgetUnused(): void {
    for (const [name, { ids }] of this.#names) {
      if (ids.size === 0) this.#names.delete(name);
    }
  }

  #indexOfId(id: number | undefined): number {
    return id === undefined ? 0 : staticTable.length + this.#table.nextId - id;
  }
}

interface Place {
  readonly into: Buffer;
  readonly at: number;
}

const maxKnownNames = 512;
const noValues: ReadonlyMap<string, number> = new Map();

function buildStaticIndexes(): ReadonlyMap<string, { first: number; values: Map<string, number> }> {
  const indexes = new Map<string, { first: number; values: Map<string, number> }>();
  for (const [at, { name, value }] of staticTable.entries()) {
    const known = indexes.get(name) ?? { first: at + 1, values: new Map<string, number>() };
    known.values.set(value, at + 1);
    indexes.set(name, known);
  }
  return indexes;
}

function writeString(into: Buffer, at: number, text: string): number {
  const start = writeInteger(into, at, { value: text.length, ...stringLength });
  return start + into.write(text, start, "latin1");
}
