import type { Sniff } from "../port/port-protocol.js";

/** How a request to `/greeter.v1.Greeter/Hello` begins, and one of a browser that looks what is there. */
const plain = /^(?:[A-Z]{3,7} \/[^ /?\r\n]+\/[^ /?\r\n]+[ ?]|(?:GET|HEAD|OPTIONS) )/;
/** The same, as far as it has come. */
const begun = /^(?:[A-Z]{0,7}|[A-Z]{3,7} (?:\/(?:[^ /?\r\n]+(?:\/[^ /?\r\n]*)?)?)?)$/;
const microField = /\n(?:x-)?micro-/i;
const headEnd = /\r?\n\r?\n/;

/**
 * Tells plain HTTP from Go Micro's messages, which are HTTP, too: `POST / HTTP/1.1` with `Micro-*` fields.
 *
 * Plain is a request to a path of two parts, or one that only reads, that has no such field.
 */
export function sniffPlainHttp(bytes: Buffer): Sniff {
  const text = bytes.toString("latin1");
  if (!plain.test(text)) return begun.test(text) ? "more" : "no";
  const end = text.search(headEnd);
  if (end < 0) return "more";
  return microField.test(text.slice(0, end)) ? "no" : "yes";
}
