import { skipLiteral, startsLiteral } from "./scan-line.js";

/** One line of code without stray spaces, with double quotes, and with the semicolon that ends it. */
export function tidyLine(line: string): string {
  return endStatement(isUntidy(line) ? tidied(line) : line);
}

/** Looks at each pair of neighbours: most lines are tidy. */
function isUntidy(line: string): boolean {
  let before = 0;
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === quote) return true;
    if (code === space ? isOpener(before) || before === space : isUntidyPair(before, code)) return true;
    before = code;
  }
  return false;
}

const [space, quote, comma, colon, semicolon] = [32, 39, 44, 58, 59];
const [openParen, closeParen, openSquare, closeSquare] = [40, 41, 91, 93];
const [openBrace, closeBrace] = [123, 125];

function isOpener(code: number): boolean {
  return code === openParen || code === openSquare;
}

function isUntidyPair(before: number, code: number): boolean {
  if (before === space) {
    return (
      code === closeParen || code === closeSquare || code === comma || code === semicolon || code === colon
    );
  }
  if (before === comma) return true;
  if (before === openBrace) return code !== closeBrace;
  return code === closeBrace && before !== 0;
}

function tidied(line: string): string {
  let tidy = "";
  let start = 0;
  for (let at = 0; at < line.length; at++) {
    if (!startsLiteral(line.charCodeAt(at))) continue;
    const end = skipLiteral(line, at);
    if (end === at) continue;
    tidy += tidySpaces(line.slice(start, at)).replace(/,$/, ", ") + doubleQuoted(line.slice(at, end + 1));
    start = end + 1;
    at = end;
  }
  tidy += tidySpaces(line.slice(start));
  return tidy.replace(/^([\w"]+) :/, "$1:");
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

/** ts-proto leaves out some semicolons. */
function endStatement(line: string): string {
  const unfinished =
    line === "} as const" ||
    line.endsWith(".join()") ||
    (line.endsWith("]") && line.startsWith("export type "));
  return unfinished ? `${line};` : line;
}
