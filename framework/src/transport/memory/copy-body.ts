/**
 * Carries a body to the other end as a copy, as every wire does: what one end does to its bytes, the other does not see.
 *
 * The copy is in Node's pool. V8 keeps small arrays on its own heap, and whatever views the memory behind one, as
 * protobuf's reader does, has it moved off that heap first: that costs many times the copy.
 */
export function copyBody(body: Uint8Array): Uint8Array {
  return Buffer.from(body);
}
