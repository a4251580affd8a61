/*
 * Services of one process may be given the same parts, and only whoever made them knows so. What is told to end by a
 * signal closes its parts, so that the process can end, but not under a service that is still at work.
 */

/** Who runs on a part. */
const holders = new WeakMap<object, Set<object>>();

export function holdParts(parts: readonly object[], holder: object): void {
  for (const part of parts) {
    const others = holders.get(part);
    if (others === undefined) holders.set(part, new Set([holder]));
    else others.add(holder);
  }
}

/** @returns the parts that nobody else holds */
export function releaseParts<P extends object>(parts: readonly P[], holder: object): P[] {
  return parts.filter((part) => {
    const others = holders.get(part);
    others?.delete(holder);
    return others === undefined || others.size === 0;
  });
}
