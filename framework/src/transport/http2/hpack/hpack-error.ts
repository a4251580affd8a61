/** A header block that cannot be read: nothing that follows on its connection can be, either. */
export class HpackError extends Error {
  override readonly name = "HpackError";
}
