import { skipLiteral } from "./scan-line.js";

const untidy =
  /'| {2}|[([] | [)\],;]|,\S|\{[^\s}]|[^\s{]\}|^[\w"]+ :|} as const$|^export type .*\]$|\.join\(\)$/;

/** One line of code without stray spaces, with double quotes, and with the semicolon that ends it. */
export function tidyLine(line: string): string {
  if (!untidy.test(line)) return line;
  let tidy = "";
  let start = 0;
  for (let at = 0; at < line.length; at++) {
    if (!startsLiteral(line.charCodeAt(at))) continue;
    const end = skipLiteral(line, at);
    if (end === at) continue;
    tidy += `${tidySpaces(line.slice(start, at)).replace(/,$/, ", ")}${doubleQuoted(line.slice(at, end + 1))}`;
    start = end + 1;
    at = end;
  }
  tidy += tidySpaces(line.slice(start));
  return tidy.replace(/^([\w"]+) :/, "$1:").replace(/(} as const|^export type .*\]|\.join\(\))$/, "$1;");
}

/** `"`, `'`, `/` and `` ` ``. */
function startsLiteral(code: number): boolean {
  return code === 34 || code === 39 || code === 47 || code === 96;
}

/** Text between literals. */
function tidySpaces(code: string): string {
  return code
    .replace(/ {2,}/g, " ")
    .replace(/([([]) /g, "$1")
    .replace(/ ([)\],;])/g, "$1")
    .replace(/,(?=[^\s)\]}])/g, ", ")
    .replace(/\{(?=[^\s}])/g, "{ ")
    .replace(/([^\s{])\}/g, "$1 }");
}

function doubleQuoted(literal: string): string {
  return literal.startsWith("'") && !/["\\]/.test(literal) ? `"${literal.slice(1, -1)}"` : literal;
}
