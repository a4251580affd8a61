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

/** Counts the brackets of a line, past strings, templates, regular expressions and comments. */
export function scanLine(text: string): LineBrackets {
  let open = "";
  let closed = 0;
  let closedFirst = 0;
  let lateBrace = -1;
  let onlyClosers = true;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    switch (char) {
      case "(":
      case "[":
      case "{":
        open += char;
        onlyClosers = false;
        break;
      case ")":
      case "]":
      case "}":
        if (open !== "") open = open.slice(0, -1);
        else {
          closed++;
          if (onlyClosers) closedFirst++;
          else if (char === "}" && lateBrace < 0) lateBrace = at;
        }
        break;
      case '"':
      case "'":
      case "`":
      case "/":
        at = skipLiteral(text, at);
        onlyClosers = false;
        break;
      default:
        onlyClosers = false;
    }
  }
  return { closed, closedFirst, open, lateBrace };
}

/** @returns the position of the last character of the string, comment or expression that starts at a position */
export function skipLiteral(text: string, start: number): number {
  const quote = text.charAt(start);
  if (quote === "/") {
    const next = text.charAt(start + 1);
    if (next === "/") return text.length;
    if (next === "*") return endOf(text, "*/", start + 2);
    if (!/[(,=:[!&|?{};]\s*$/.test(text.slice(0, start))) return start;
  }
  let inClass = false;
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === "\\") at++;
    else if (quote === "/" && char === "[") inClass = true;
    else if (quote === "/" && char === "]") inClass = false;
    else if (char === quote && !inClass) return at;
  }
  return text.length;
}

function endOf(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? text.length : at + mark.length - 1;
}
