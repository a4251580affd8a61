const missing: ReadonlySet<unknown> = new Set(["ENOENT", "ENOTDIR"]);

/** For `.catch()`: what is not there is undefined, and what cannot be read is an error. */
export function undefinedIfMissing(error: NodeJS.ErrnoException): undefined {
  if (!missing.has(error.code)) throw error;
}
