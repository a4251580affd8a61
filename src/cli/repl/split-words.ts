import { UsageError } from "../failure.js";
import { isJson } from "../text/json-text.js";

/**
 * Splits a line into words as a shell does: at spaces, with single quotes, double quotes, and backslashes. Other than in a
 * shell, JSON is one word as it stands, without quotes around it.
 *
 * @throws {UsageError} for a quote that does not end
 */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let index = 0; index < line.length; index += 1) {
    const character = line.charAt(index);
    const json = word === undefined ? jsonAt(line, index) : undefined;
    if (json !== undefined) {
      words.push(json);
      index += json.length;
      continue;
    }
    const escapes = character === "\\" && quote !== "'";
    if (escapes) {
      index += 1;
      // Inside quotes a backslash is only special before what would end or escape them.
      const keeps = quote === '"' && !/["\\]/.test(line.charAt(index));
      word = `${word ?? ""}${keeps ? "\\" : ""}${line.charAt(index)}`;
    } else if (quote !== undefined) {
      if (character === quote) quote = undefined;
      else word += character;
    } else if (character === "'" || character === '"') {
      quote = character;
      word ??= "";
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = `${word ?? ""}${character}`;
    }
  }
  if (quote !== undefined) throw new UsageError(`a ${quote} is opened and never closed`);
  return word === undefined ? words : [...words, word];
}

/** The JSON object or array that begins at an index, and is followed by a space or nothing. */
function jsonAt(line: string, start: number): string | undefined {
  if (!/[{[]/.test(line.charAt(start))) return undefined;
  for (const { index, 0: bracket } of line.slice(start).matchAll(/[}\]](?=\s|$)/g)) {
    const text = line.slice(start, start + index + bracket.length);
    if (isJson(text)) return text;
  }
  return undefined;
}
