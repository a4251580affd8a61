/** `FAULTS=full` takes every number at its full size; without it the suite takes about a minute. */
const full = process.env.FAULTS === "full";

export function scale(sizes: { readonly short: number; readonly full: number }): number {
  return full ? sizes.full : sizes.short;
}
