/* The order of imports in every generated file: packages, then the farthest file first. */

export function compareModules(a: string, b: string): number {
  return distance(b) - distance(a) || compareText(a, b);
}

export function compareNames(a: string, b: string): number {
  return compareText(a.toLowerCase(), b.toLowerCase()) || compareText(a, b);
}

/** By code unit, the same everywhere. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Packages are farthest; `./` is nearest. */
function distance(module: string): number {
  if (!module.startsWith(".")) return Number.MAX_SAFE_INTEGER;
  return module.split("../").length - 1;
}
