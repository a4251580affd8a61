import type { Sniff } from "../port/port-protocol.js";

/** How a request to `/greeter.v1.Greeter/Hello` begins: the path has two parts. */
const twoParts = /^[A-Z]{3,7} \/[^ /?\r\n]+\/[^ /?\r\n]+[ ?]/;
/** The same, as far as it has come. */
const begun = /^(?:[A-Z]{0,7}|[A-Z]{3,7} (?:\/(?:[^ /?\r\n]+(?:\/[^ /?\r\n]*)?)?)?)$/;
const microField = /\n(?:x-)?micro-/i;
const headEnd = /\r?\n\r?\n/;

/**
 * Tells plain HTTP from Go Micro's messages, which are HTTP, too: `POST / HTTP/1.1` with `Micro-*` fields.
 *
 * Plain is a request to a path of two parts that has no such field.
 */
export function sniffPlainHttp(bytes: Buffer): Sniff {
  const text = bytes.toString("latin1");
  if (!twoParts.test(text)) return begun.test(text) ? "more" : "no";
  const end = text.search(headEnd);
  if (end < 0) return "more";
  return microField.test(text.slice(0, end)) ? "no" : "yes";
}
