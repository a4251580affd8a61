/*
 * Integers of HPACK (RFC 7541, section 5.1): as much as fits into the low bits of a first byte, the rest in groups
 * of seven bits, low ones first.
 */

/** @returns where it ends */
export function writeInteger(into: Buffer, at: number, { value, flags, bits }: HpackInteger): number {
  const most = (1 << bits) - 1;
  if (value < most) {
    into[at] = flags | value;
    return at + 1;
  }
  into[at] = flags | most;
  let rest = value - most;
  let next = at + 1;
  for (; rest >= 0x80; rest >>>= 7) into[next++] = 0x80 | (rest & 0x7f);
  into[next] = rest;
  return next + 1;
}

export interface HpackInteger {
  /** Below 2^31. */
  readonly value: number;
  /** The high bits of the first byte. */
  readonly flags: number;
  /** How many low bits of the first byte belong to the integer. */
  readonly bits: number;
}

/** The longest that {@link writeInteger} writes. */
export const maxIntegerBytes = 6;
