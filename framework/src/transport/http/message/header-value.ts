/*
 * Go Micro writes UTF-8 into header values. While a message is on its way through this transport its values are
 * the bytes of the wire, one character each; these two functions stand where text begins.
 */

export function headerText(value: string): string {
  return beyondAscii.test(value) ? Buffer.from(value, "latin1").toString("utf8") : value;
}

/** What would end the line becomes a space, as Go does it. */
export function headerValue(text: string): string {
  const line = lineEnd.test(text) ? text.replace(lineEnds, " ").trim() : text;
  return beyondAscii.test(line) ? Buffer.from(line, "utf8").toString("latin1") : line;
}

const lineEnd = /[\r\n\0]/;
const lineEnds = /[\r\n\0]/g;
const beyondAscii = /[^ -~]/;
