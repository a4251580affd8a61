/*
 * Path templates, as google/api/http.proto describes them:
 *
 *   Template = "/" Segments [ Verb ]        Segments = Segment { "/" Segment }
 *   Segment  = "*" | "**" | LITERAL | Variable
 *   Variable = "{" FieldPath [ "=" Segments ] "}"
 *   Verb     = ":" LITERAL
 *
 * `**` may stand once, anywhere: Google's own files have it before other segments, too.
 */

/** What a path of a request is compared with. */
export interface PathTemplate {
  /** As it was written. */
  readonly text: string;
  /** Words, `*` for any segment, `**` for any number of them. */
  readonly segments: readonly string[];
  /** What follows the last colon; empty when nothing does. */
  readonly verb: string;
  readonly variables: readonly PathVariable[];
}

/** A field of the request, and the segments that fill it. */
export interface PathVariable {
  /** `["book", "name"]` */
  readonly fieldPath: readonly string[];
  /** Its first segment in the template. */
  readonly start: number;
  /** The segment after its last. */
  readonly end: number;
  /** Whether it holds several segments: then an escaped slash stays escaped, to be told from those between them. */
  readonly spansSegments: boolean;
}

const literal = /^[^/{}*:=]+$/;
const slashOutsideBraces = /\/(?![^{}]*\})/;
const variable = /^\{([^{}=]*)(?:=([^{}]*))?\}$/;
const fieldPath = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/;

/** @throws {TypeError} saying what is wrong with the template */
export function parsePathTemplate(text: string): PathTemplate {
  const fail = (problem: string): never => {
    throw new TypeError(`path template ${text}: ${problem}`);
  };
  if (!text.startsWith("/")) fail("expected a slash first");
  const verbAt = text.lastIndexOf(":");
  const hasVerb = verbAt > Math.max(text.lastIndexOf("/"), text.lastIndexOf("}"));
  const verb = hasVerb ? text.slice(verbAt + 1) : "";
  if (hasVerb && !literal.test(verb)) fail("expected a verb after :");
  const path = text.slice(1, hasVerb ? verbAt : undefined);
  const segments: string[] = [];
  const variables: PathVariable[] = [];
  for (const part of path === "" ? [] : path.split(slashOutsideBraces)) {
    const [, name, inner = "*"] = variable.exec(part) ?? [];
    const start = segments.length;
    segments.push(...(name === undefined ? [part] : inner.split("/")));
    if (name === undefined) continue;
    if (!fieldPath.test(name)) fail(`expected {field}, got {${name}}`);
    const spansSegments = segments.length - start > 1 || segments[start] === "**";
    variables.push({ fieldPath: name.split("."), start, end: segments.length, spansSegments });
  }
  const odd = segments.find((it) => it !== "*" && it !== "**" && !literal.test(it));
  if (odd !== undefined) fail(`expected *, ** or a word between slashes, got "${odd}"`);
  if (segments.filter((it) => it === "**").length > 1) fail("expected ** at most once");
  return { text, segments, verb, variables };
}
