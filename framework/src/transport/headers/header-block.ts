/**
 * A block of header fields as it is on the wire: name, value, name, value. Names are lower-case, pseudo-header
 * fields come first, and a name may come twice. Values are bytes, one per character.
 */
export type HeaderBlock = readonly string[];

/** What HTTP/2 counts for a field beside its name and value (RFC 9113, section 6.5.2). */
const fieldOverheadBytes = 32;

/** The size of a block as HTTP/2 counts it. */
export function headerListBytes(block: HeaderBlock): number {
  let bytes = (block.length / 2) * fieldOverheadBytes;
  for (const text of block) bytes += text.length;
  return bytes;
}

/** The value of the first field of that name. */
export function headerValue(block: HeaderBlock, name: string): string | undefined {
  for (let at = 0; at < block.length; at += 2) {
    if (block[at] === name) return block[at + 1];
  }
  return undefined;
}
