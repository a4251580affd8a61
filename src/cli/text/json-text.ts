/*
 * JSON goes through the command line as text. Parsed and printed again, a 64-bit number would lose its last digits.
 */

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** Lays out a JSON text with one tab per level, touching nothing but the space between tokens. */
export function indentJson(text: string): string {
  let depth = 0;
  let result = "";
  let previous = "";
  for (const [token] of text.matchAll(tokens)) {
    const closes = token === "}" || token === "]";
    const opened = previous === "{" || previous === "[";
    if (closes) depth -= 1;
    if (closes ? !opened : opened || previous === ",") result += `\n${"\t".repeat(depth)}`;
    result += token === ":" ? ": " : token;
    if (token === "{" || token === "[") depth += 1;
    previous = token;
  }
  return result;
}

/** Brings a JSON text to one line, touching nothing but the space between tokens. */
export function compactJson(text: string): string {
  return Array.from(text.matchAll(tokens), ([token]) => token).join("");
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
