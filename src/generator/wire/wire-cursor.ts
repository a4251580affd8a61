/**
 * Steps over the fields of a serialised message in place: most of a request is skipped or copied, never decoded.
 *
 * After `next()` the field's number, wire type and the range of its value are known.
 */
export class WireCursor {
  field = 0;
  wireType = 0;
  /** Where the field starts, with its tag. */
  start = 0;
  /** Where its value starts: for text, bytes and messages after their length. */
  valueStart = 0;
  /** Where the field ends. */
  end = 0;
  readonly #bytes: Uint8Array;
  readonly #limit: number;

  constructor(bytes: Uint8Array, start = 0, limit: number = bytes.length) {
    this.#bytes = bytes;
    this.end = start;
    this.#limit = limit;
  }

  /** @throws {RangeError} when the bytes are no message */
  next(): boolean {
    if (this.end >= this.#limit) return false;
    this.start = this.end;
    const tag = this.#varint();
    this.field = tag >>> 3;
    this.wireType = tag & 7;
    if (this.field === 0) throw new RangeError("illegal tag");
    this.valueStart = this.end;
    if (this.wireType === 0) this.#varint();
    else if (this.wireType === 1) this.end += 8;
    else if (this.wireType === 5) this.end += 4;
    else if (this.wireType === 2) {
      const length = this.#varint();
      this.valueStart = this.end;
      this.end += length;
    } else this.#skipGroup();
    if (this.end > this.#limit) throw new RangeError("premature end");
    return true;
  }

  /** The value as it stands: the payload of text, bytes and messages. */
  get value(): Uint8Array {
    return this.#bytes.subarray(this.valueStart, this.end);
  }

  /** The whole field, with its tag. */
  get raw(): Uint8Array {
    return this.#bytes.subarray(this.start, this.end);
  }

  text(): string {
    return decoder.decode(this.value);
  }

  /** Reads an integer below 2^32. */
  uint32(): number {
    const end = this.end;
    this.end = this.valueStart;
    const value = this.#varint();
    this.end = end;
    return value;
  }

  #varint(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.end < this.#limit ? this.#bytes[this.end++] : undefined;
      if (byte === undefined) throw new RangeError("premature end");
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new RangeError("illegal varint");
  }

  /** Groups are long gone from descriptors, but may stand among unknown fields. */
  #skipGroup(): void {
    if (this.wireType !== 3) throw new RangeError(`illegal wire type ${this.wireType}`);
    const { field, start, valueStart } = this;
    for (let depth = 1; depth > 0; ) {
      const tag = this.#varint();
      const wireType = tag & 7;
      if (wireType === 3) depth++;
      else if (wireType === 4) depth--;
      else if (wireType === 0) this.#varint();
      else if (wireType === 1) this.end += 8;
      else if (wireType === 5) this.end += 4;
      else if (wireType === 2) {
        const length = this.#varint();
        this.end += length;
      } else throw new RangeError(`illegal wire type ${wireType}`);
    }
    Object.assign(this, { field, start, valueStart });
  }
}

const decoder = new TextDecoder();
