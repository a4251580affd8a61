import type { LockedPackage, LockedPackages } from "../lock/locked-packages.js";
import type { Modified } from "./codemod.js";

interface Lockfile {
  readonly packages: LockedPackages;
}

/**
 * Brings a lockfile the packages of `@ts-micro/*`: npm would refuse a tarball in `vendor/` that is not the one it
 * knows. All else follows from package.json, which npm compares when it installs.
 *
 * @returns the same text when nothing is to be done, or when it is no JSON, of which npm says what is wrong
 */
export function modifyLockfile(own: string, template: string): Modified {
  const lockfile = parse(own);
  if (lockfile === undefined) return { text: own, steps: [] };
  const wanted = (JSON.parse(template) as Lockfile).packages;
  const changed = Object.entries(wanted).filter(
    ([place, it]) =>
      place.startsWith("node_modules/@ts-micro/") && !isSamePackage(lockfile.packages[place], it),
  );
  if (changed.length === 0) return { text: own, steps: [] };
  const packages = { ...lockfile.packages, ...Object.fromEntries(changed) };
  return {
    text: `${JSON.stringify({ ...lockfile, packages }, null, 2)}\n`,
    steps: ["6: @ts-micro/* is that of the toolkit"],
  };
}

function parse(text: string): Lockfile | undefined {
  try {
    const lockfile: Partial<Lockfile> = JSON.parse(text);
    return lockfile.packages === undefined ? undefined : { ...lockfile, packages: lockfile.packages };
  } catch {
    return undefined;
  }
}

/** npm adds the checksum of what comes from a registry, and its users may leave out where that is. */
function isSamePackage(own: LockedPackage | undefined, wanted: LockedPackage): boolean {
  if (own?.version !== wanted.version) return false;
  return wanted.integrity === undefined || own?.integrity === wanted.integrity;
}
