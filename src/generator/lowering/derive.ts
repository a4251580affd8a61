/** The same descriptor with some changes; the given one stays as it is. */
export function derive<T extends object>(base: T, changes: Partial<T>): T {
  // descriptors keep their defaults in prototypes
  return Object.assign(Object.create(Object.getPrototypeOf(base)), base, changes);
}

/** Maps a list; gives the list itself when no element changed. */
export function mapOrSame<T>(list: T[], change: (item: T) => T): T[] {
  const mapped = list.map(change);
  return mapped.every((item, index) => item === list[index]) ? list : mapped;
}
