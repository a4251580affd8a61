/*
 * Files that belong to their owner from the first day on are changed by steps, each of which can be taken again
 * without harm. What the owner has changed since it was written stays as the owner wants it.
 */

/** Three versions of what a file says. */
export interface Versions<T> {
  /** As it is. */
  readonly own: T;
  /** As it was written; undefined when nobody knows any more. */
  readonly base: T | undefined;
  /** As the template has it now. */
  readonly template: T;
}

export interface Codemod<T> {
  /** Never given twice. */
  readonly number: number;
  readonly summary: string;
  /** Changes `own` towards the template. */
  apply(versions: Versions<T>): void;
}

/** A file, and the steps that changed it. */
export interface Modified {
  readonly text: string;
  readonly steps: readonly string[];
}

type Entries = Readonly<Record<string, unknown>>;

/** @returns what to set, or with undefined to remove, where the owner has left things as they were written */
export function followTemplate({ own, base, template }: Versions<Entries>): Map<string, unknown> {
  const changes = new Map<string, unknown>();
  for (const key of new Set([...Object.keys(base ?? {}), ...Object.keys(template)])) {
    const isUntouched = base === undefined ? !(key in own) : isSame(own[key], base[key]);
    if (isUntouched && !isSame(own[key], template[key])) changes.set(key, template[key]);
  }
  return changes;
}

export function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
