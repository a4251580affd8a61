import type { HeaderBlock } from "../../headers/header-block.js";
import { type BlockForm, blockForm } from "./block-form.js";
import { DynamicTable, fieldBytes, maxTableBytes } from "./dynamic-table.js";
import { HpackError } from "./hpack-error.js";
import { decodeHuffman } from "./huffman.js";
import { type Field, staticTable } from "./static-table.js";

/** A header block as it was read. The same one may come many times. */
export class DecodedBlock {
  readonly fields: HeaderBlock;
  /** Whether it was over the limit: then it holds what came before. */
  readonly tooLarge: boolean;
  #form: BlockForm | undefined;

  constructor(fields: HeaderBlock, tooLarge: boolean) {
    this.fields = fields;
    this.tooLarge = tooLarge;
  }

  get form(): BlockForm {
    this.#form ??= blockForm(this.fields);
    return this.#form;
  }
}

/** Blocks that were read before are looked up, up to this length and this many. */
const maxKnownBytes = 256;
const maxKnownBlocks = 64;
const maxIntegerShift = 21;

/**
 * Reads the header blocks of one direction of a connection (RFC 7541).
 *
 * Most calls of a connection have the same header fields: while the table stays as it is, the same bytes mean the
 * same block, and are looked up instead of read.
 */
export class HpackDecoder {
  readonly #maxListBytes: number;
  readonly #table = new DynamicTable();
  readonly #known = new Map<string, DecodedBlock>();
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #end = 0;

  /** @param maxListBytes the largest block to give, in bytes as HTTP/2 counts them */
  constructor(maxListBytes: number) {
    this.#maxListBytes = maxListBytes;
  }

  /**
   * Reads `bytes` from `start` to `end`.
   *
   * @throws {HpackError}
   */
  decode(bytes: Buffer, start: number, end: number): DecodedBlock {
    if (end - start > maxKnownBytes) return this.#read(bytes, start, end);
    const key = bytes.toString("latin1", start, end);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const before = this.#table.nextId;
    const block = this.#read(bytes, start, end);
    if (this.#table.nextId === before) {
      if (this.#known.size === maxKnownBlocks) this.#known.clear();
      this.#known.set(key, block);
    }
    return block;
  }

  #read(bytes: Buffer, start: number, end: number): DecodedBlock {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    const fields: string[] = [];
    let listBytes = 0;
    let sizeUpdates = 0;
    while (this.#at < end) {
      const first = bytes[this.#at] as number;
      if ((first & 0xe0) === 0x20) {
        sizeUpdates += 1;
        if (fields.length > 0 || sizeUpdates > 2)
          throw new HpackError("a change of the table's size out of place");
        this.#resize();
        continue;
      }
      const { name, value } =
        (first & 0x80) === 0 ? this.#readLiteral(first) : this.#fieldAt(this.#readInteger(7));
      listBytes += fieldBytes(name, value);
      if (listBytes <= this.#maxListBytes) fields.push(name, value);
    }
    // What was read shall not be kept alive by the one who read it.
    this.#bytes = nothing;
    return new DecodedBlock(fields, listBytes > this.#maxListBytes);
  }

  #readLiteral(first: number): Field {
    const indexed = (first & 0x40) !== 0;
    const nameIndex = this.#readInteger(indexed ? 6 : 4);
    const name = nameIndex === 0 ? this.#readString() : this.#fieldAt(nameIndex).name;
    const field = { name, value: this.#readString() };
    if (indexed) {
      this.#table.add(field);
      this.#known.clear();
    }
    return field;
  }

  #fieldAt(index: number): Field {
    const field =
      index <= staticTable.length ? staticTable[index - 1] : this.#table.at(index - staticTable.length - 1);
    if (field === undefined) throw new HpackError(`the table has no index ${index}`);
    return field;
  }

  #resize(): void {
    const bytes = this.#readInteger(5);
    if (bytes > maxTableBytes) throw new HpackError(`a table of ${bytes} bytes`);
    this.#table.resize(bytes);
    this.#known.clear();
  }

  #readString(): string {
    const huffman = ((this.#bytes[this.#at] as number) & 0x80) !== 0;
    const length = this.#readInteger(7);
    const start = this.#at;
    this.#at += length;
    if (this.#at > this.#end) throw new HpackError("a string longer than its block");
    return huffman
      ? decodeHuffman(this.#bytes, start, this.#at)
      : this.#bytes.toString("latin1", start, this.#at);
  }

  #readInteger(bits: number): number {
    const most = (1 << bits) - 1;
    let value = this.#nextByte() & most;
    if (value < most) return value;
    for (let shift = 0; shift <= maxIntegerShift; shift += 7) {
      const byte = this.#nextByte();
      value += (byte & 0x7f) << shift;
      if ((byte & 0x80) === 0) return value;
    }
    throw new HpackError("an integer without end");
  }

  #nextByte(): number {
    if (this.#at >= this.#end) throw new HpackError("a block that ends within a field");
    return this.#bytes[this.#at++] as number;
  }
}

const nothing: Buffer = Buffer.alloc(0);
