/*
 * What ts-proto prints takes any end of a group, and any zero, for the end of a message: what follows would be lost
 * in silence. Here a group ends where one is read (on the reader of the outer message, without a length), and
 * everything else that is no field is an error, as in Go.
 */

const anyEnd = /if \(\(tag & 7\) === 4 \|\| tag === 0\) \{\s*break;\s*\}/g;
const groupEnd = `if ((tag & 7) === 4 && input === reader && length === undefined) {
break;
}
if (tag < 8) {
throw new globalThis.Error("illegal tag: no field has number 0");
}`;

/** Makes the decoders of a file strict, in the code that ts-proto printed. */
export function withStrictDecoding(code: string): string {
  // told its number, the reader also checks that an unknown group ends as it began
  return code
    .replaceAll(anyEnd, groupEnd)
    .replaceAll("reader.skip(tag & 7)", "reader.skip(tag & 7, tag >>> 3)");
}
