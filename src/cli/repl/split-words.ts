import { UsageError } from "../failure.js";

/**
 * Splits a line into words as a shell does: at spaces, with single quotes, double quotes, and backslashes.
 *
 * @throws {UsageError} for a quote that does not end
 */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let index = 0; index < line.length; index += 1) {
    const character = line.charAt(index);
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
