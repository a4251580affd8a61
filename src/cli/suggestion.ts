import { closestMatch } from "leven";

/**
 * What to say after a name that is not known: the nearest known one, or else all of them.
 *
 * @returns `; did you mean "hello"?`, or `; there are: a, b`, or nothing where nothing is known
 */
export function suggestion(name: string | undefined, known: readonly string[]): string {
  const near = name && nearest(name, known);
  return near ? `; did you mean "${near}"?` : list(known);
}

/** The same with all that is known, for names that a user has not seen in any manual. */
export function choices(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near ? `; did you mean "${near}"? There are: ${known.join(", ")}` : list(known);
}

function nearest(name: string, known: readonly string[]): string | undefined {
  return closestMatch(name, known, { maxDistance: Math.ceil(name.length / 3) });
}

function list(known: readonly string[]): string {
  return known.length === 0 ? "" : `; there are: ${known.join(", ")}`;
}
