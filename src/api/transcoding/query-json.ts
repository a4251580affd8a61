import type { Value } from "@ts-micro/framework";

/** JSON, before it is printed. A map, since a caller names its keys. */
type Tree = Map<string, Tree | unknown>;

/**
 * Prints a query as JSON for a service that does not describe its messages: `name=John&page[size]=10&tags=a&tags=b`.
 *
 * @param shape what the registry says of the request; what it does not know is read as JSON where it is some
 */
export function queryJson(query: URLSearchParams, shape: Value | null | undefined): string {
  const root: Tree = new Map();
  for (const key of new Set(query.keys())) {
    const path = key.split(/\.|\]?\[|\]/).filter((it) => it !== "");
    const field = path.reduce<Value | undefined>(
      (it, name) => it?.values?.find((inner) => inner.name === name),
      shape ?? undefined,
    );
    const values = query.getAll(key).map((text) => jsonOf(text, field));
    const isList = key.endsWith("[]") || values.length > 1 || field?.type.startsWith("[]");
    put(root, path, isList ? values : values[0]);
  }
  return print(root);
}

function put(tree: Tree, [first = "", ...inner]: readonly string[], value: unknown): void {
  if (inner.length === 0) {
    tree.set(first, value);
    return;
  }
  const before = tree.get(first);
  const next: Tree = before instanceof Map ? before : new Map();
  tree.set(first, next);
  put(next, inner, value);
}

/** Text stays text for a field of that type: a post code of digits is no number. */
function jsonOf(text: string, field: Value | undefined): unknown {
  if (field !== undefined && /^(\[\])?string$/.test(field.type)) return text;
  return /^(true|false|null|-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?)$/.test(text) ? new Literal(text) : text;
}

/** Printed as it was typed: a number may have more digits than a double keeps. */
class Literal {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

function print(value: unknown): string {
  if (value instanceof Literal) return value.text;
  if (Array.isArray(value)) return `[${value.map(print).join(",")}]`;
  if (!(value instanceof Map)) return JSON.stringify(value);
  return `{${[...value].map(([key, it]) => `${JSON.stringify(key)}:${print(it)}`).join(",")}}`;
}
