import type { PathTemplate, PathVariable } from "./path-template.js";

/** The path of a request, taken apart once and compared with many templates. */
export interface RequestPath {
  /** The segments as they came, escapes and all. */
  readonly raw: readonly string[];
  /** The same in plain text. */
  readonly decoded: readonly string[];
}

/** What a path gives to one field. */
export interface PathValue {
  readonly fieldPath: readonly string[];
  readonly text: string;
}

/**
 * Takes a path apart: `/v1/a%20b`.
 *
 * @throws {URIError} when an escape in it is none
 */
export function parseRequestPath(path: string): RequestPath {
  const raw = path === "/" ? [] : path.slice(1).split("/");
  return { raw, decoded: raw.map(decode) };
}

/** @returns what the path gives to fields; undefined when it is another path */
export function matchPath(template: PathTemplate, path: RequestPath): PathValue[] | undefined {
  const { segments, verb, variables } = template;
  const before = verb === "" ? path : withoutVerb(path, verb);
  if (before === undefined) return undefined;
  const { raw, decoded } = before;
  const deep = segments.indexOf("**");
  // What `**` stands for more, or less, than one segment.
  const extra = raw.length - segments.length;
  if (deep < 0 ? extra !== 0 : extra < -1) return undefined;
  const at = (index: number): number => (deep < 0 || index <= deep ? index : index + extra);
  const fits = segments.every((it, index) => {
    if (it === "**") return true;
    const segment = decoded[at(index)];
    return it === "*" ? segment !== "" : segment === it;
  });
  if (!fits) return undefined;
  return variables.map((variable) => ({
    fieldPath: variable.fieldPath,
    text: textOf(variable, raw.slice(at(variable.start), at(variable.end))),
  }));
}

/** @returns undefined for a path that ends otherwise */
function withoutVerb({ raw, decoded }: RequestPath, verb: string): RequestPath | undefined {
  const last = raw.at(-1) ?? "";
  if (!last.endsWith(`:${verb}`)) return undefined;
  const trim = (text: string): string => text.slice(0, -verb.length - 1);
  return {
    raw: [...raw.slice(0, -1), trim(last)],
    decoded: [...decoded.slice(0, -1), trim(decoded.at(-1) ?? "")],
  };
}

function textOf({ spansSegments }: PathVariable, raw: readonly string[]): string {
  return spansSegments ? raw.map(decodeButSlashes).join("/") : decode(raw[0] ?? "");
}

function decode(text: string): string {
  return text.includes("%") ? decodeURIComponent(text) : text;
}

function decodeButSlashes(text: string): string {
  return text
    .split(/(%2f)/i)
    .map((it, index) => (index % 2 === 0 ? decode(it) : it))
    .join("");
}
