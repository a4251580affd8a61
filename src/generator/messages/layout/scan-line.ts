/** Brackets of a line that have their partners elsewhere. */
export interface LineBrackets {
  /** How many brackets the line closes that an earlier line opened. */
  readonly closed: number;
  /** How many of those stand before anything else. */
  readonly closedFirst: number;
  /** The brackets that the line leaves open, outer first. */
  readonly open: string;
  /** Where a `}` that an earlier line opened follows other code; -1 when none does. */
  readonly lateBrace: number;
}

/** Most lines have none. */
const balanced: LineBrackets = { closed: 0, closedFirst: 0, open: "", lateBrace: -1 };

// the codes of " ' ( ) / [ ] ` { }
const [doubleQuote, singleQuote, openParen, closeParen, slash] = [34, 39, 40, 41, 47];
const [openSquare, closeSquare, backtick, openBrace, closeBrace] = [91, 93, 96, 123, 125];

/** Counts the brackets of a line, past strings, templates, regular expressions and comments. */
export function scanLine(text: string): LineBrackets {
  let open = "";
  let closed = 0;
  let closedFirst = 0;
  let lateBrace = -1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === openParen || code === openSquare || code === openBrace) {
      open += text.charAt(at);
    } else if (code === closeParen || code === closeSquare || code === closeBrace) {
      if (open !== "") open = open.slice(0, -1);
      else {
        if (closed === at) closedFirst++;
        else if (code === closeBrace && lateBrace < 0) lateBrace = at;
        closed++;
      }
    } else if (startsLiteral(code)) {
      at = skipLiteral(text, at);
    }
  }
  return open === "" && closed === 0 ? balanced : { closed, closedFirst, open, lateBrace };
}

/** `"`, `'`, `/` and `` ` ``. */
export function startsLiteral(code: number): boolean {
  return code === doubleQuote || code === singleQuote || code === slash || code === backtick;
}

/** @returns the position of the last character of the string, comment or expression that starts at a position */
export function skipLiteral(text: string, start: number): number {
  const quote = text.charCodeAt(start);
  if (quote === slash) {
    const next = text.charAt(start + 1);
    if (next === "/") return text.length;
    if (next === "*") return endOfComment(text, start);
    if (!/[(,=:[!&|?{};]\s*$/.test(text.slice(0, start))) return start;
  }
  let inClass = false;
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === "\\") at++;
    else if (quote === slash && char === "[") inClass = true;
    else if (quote === slash && char === "]") inClass = false;
    else if (text.charCodeAt(at) === quote && !inClass) return at;
  }
  return text.length;
}

function endOfComment(text: string, start: number): number {
  const at = text.indexOf("*/", start + 2);
  return at < 0 ? text.length : at + 1;
}
