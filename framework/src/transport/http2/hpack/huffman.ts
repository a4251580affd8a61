import { HpackError } from "./hpack-error.js";

/*
 * The Huffman code of RFC 7541, appendix B. It is canonical: sorted by length and then by symbol, each code is the
 * one before plus one. So the lengths say all.
 */

const symbolOfEnd = 256;

/** How many bits the code of each symbol has: 256 bytes, then the end. */
const codeLengths: readonly number[] = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28,
  28, 28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7,
  8, 15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19,
  13, 14, 6, 15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13,
  28, 20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21,
  22, 23, 22, 23, 23, 24, 22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23,
  22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, 26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
  19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25,
  25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, 30,
];

/*
 * The code as tables of 256 entries, one for each byte that may come next. An entry is 0 where there is none, a
 * symbol with the bits that it takes of the byte, or the number of the table to go on with.
 */
const tableBits = 8;
const tableSize = 1 << tableBits;
const symbolFlag = 0x8000;
const bitsShift = 9;
const symbolMask = 0x1ff;

const tables = buildTables();

function buildTables(): Uint16Array {
  const sorted = codeLengths.map((length, symbol) => ({ length, symbol }));
  sorted.sort((a, b) => a.length - b.length || a.symbol - b.symbol);
  const entries = new Array<number>(tableSize).fill(0);
  let code = 0;
  let lengthBefore = 0;
  for (const { length, symbol } of sorted) {
    code *= 2 ** (length - lengthBefore);
    lengthBefore = length;
    addCode(entries, { code, length, symbol });
    code += 1;
  }
  return Uint16Array.from(entries);
}

function addCode(
  entries: number[],
  { code, length, symbol }: { code: number; length: number; symbol: number },
): void {
  let table = 0;
  let bits = length;
  for (; bits > tableBits; bits -= tableBits) {
    const at = table * tableSize + (Math.floor(code / 2 ** (bits - tableBits)) % tableSize);
    if (entries[at] === 0) {
      entries[at] = entries.length / tableSize;
      entries.push(...new Array<number>(tableSize).fill(0));
    }
    table = entries[at] as number;
  }
  const first = (code % 2 ** bits) * 2 ** (tableBits - bits);
  const at = table * tableSize + first;
  entries.fill(symbolFlag | (bits << bitsShift) | symbol, at, at + 2 ** (tableBits - bits));
}

const shortestCodeBits = 5;

/**
 * Reads a string, one character per byte.
 *
 * @throws {HpackError} for codes that there are not, and for padding that is not the beginning of the end's code
 */
export function decodeHuffman(bytes: Buffer, start: number, end: number): string {
  const text = Buffer.allocUnsafe(Math.ceil(((end - start) * 8) / shortestCodeBits));
  let length = 0;
  let table = 0;
  let bits = 0;
  let waiting = 0;
  // How many bits were read since the last symbol: padding has fewer than eight.
  let open = 0;
  const step = (byte: number): void => {
    const entry = tables[table * tableSize + byte] as number;
    if (entry === 0) throw new HpackError("a Huffman code that there is not");
    if ((entry & symbolFlag) === 0) {
      table = entry;
      waiting -= tableBits;
      return;
    }
    const symbol = entry & symbolMask;
    if (symbol === symbolOfEnd) throw new HpackError("the end of a Huffman string within the string");
    text[length++] = symbol;
    waiting -= (entry >> bitsShift) & 0xf;
    table = 0;
    open = waiting;
  };
  for (let at = start; at < end; at++) {
    bits = ((bits << 8) | (bytes[at] as number)) & 0xffff;
    waiting += 8;
    open += 8;
    while (waiting >= tableBits) step((bits >> (waiting - tableBits)) & 0xff);
  }
  // The last codes may be shorter than a byte: they are followed by ones.
  while (waiting > 0) {
    const padded = ((bits << (tableBits - waiting)) | (0xff >> waiting)) & 0xff;
    const entry = tables[table * tableSize + padded] as number;
    if ((entry & symbolFlag) === 0 || ((entry >> bitsShift) & 0xf) > waiting) break;
    step(padded);
  }
  const padding = (1 << waiting) - 1;
  if (open >= 8 || (bits & padding) !== padding)
    throw new HpackError("padding of a Huffman string that is none");
  return text.toString("latin1", 0, length);
}
