/** Writes a string as Go's `encoding/json` does. */
export function goJsonString(value: string): string {
  return escapeAsGo(JSON.stringify(value));
}

const escapeOrUnsafe = /\\.|[<>&\u2028\u2029]/g;

/** Writes JSON text with Go's escapes: Go escapes what HTML or JavaScript could trip over, and has no short form for \b and \f. */
export function escapeAsGo(json: string): string {
  return json.replace(escapeOrUnsafe, (found) => {
    if (found === "\\b") return "\\u0008";
    if (found === "\\f") return "\\u000c";
    return found.startsWith("\\") ? found : `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
