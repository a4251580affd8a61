import { closestMatch } from "leven";

/**
 * What to say after a name that is not known: the nearest known one, or else all of them.
 *
 * @returns `; did you mean "hello"?`, or `; there are: a, b`, or nothing where nothing is known
 */
export function suggestion(name: string | undefined, known: readonly string[]): string {
  const nearest = name && closestMatch(name, known, { maxDistance: Math.ceil(name.length / 3) });
  if (nearest) return `; did you mean "${nearest}"?`;
  return known.length === 0 ? "" : `; there are: ${known.join(", ")}`;
}
