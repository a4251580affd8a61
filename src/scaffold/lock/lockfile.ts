/*
 * A project's package-lock.json. With one, npm asks the registry for tarballs and for nothing else, which is most of
 * what an installation waits for, and installs what this toolkit was tested with.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { closureOf } from "./closure.js";
import type { LockedPackage, LockedPackages } from "./locked-packages.js";

export const LOCKFILE = "package-lock.json";

/** The name of npm's own registry stands for the one that is configured. */
const REGISTRY = "https://registry.npmjs.org";

/** Where a registry has a package's tarball. */
export function registryTarball(name: string, version: string): string {
  return `${REGISTRY}/${name}/-/${name.replace(/^@.*\//, "")}-${version}.tgz`;
}

/**
 * Locks a project that is complete but for this.
 *
 * @param available the packages that are known; those of `@ts-micro/*` come from where package.json says
 * @returns the text of its package-lock.json
 */
export async function lockProject(folder: string, available: LockedPackages): Promise<string> {
  const manifest: LockedPackage = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const { name, version, dependencies, devDependencies } = manifest;
  const own: Record<string, LockedPackage> = {};
  for (const [dependency, spec] of Object.entries({ ...dependencies, ...devDependencies })) {
    const place = `node_modules/${dependency}`;
    if (dependency.startsWith("@ts-micro/")) {
      const known = available[place] ?? {};
      own[place] = {
        ...known,
        ...(await locate(folder, spec, registryTarball(dependency, `${known.version}`))),
      };
    }
  }
  const project = Object.fromEntries(recorded.flatMap((it) => (it in manifest ? [[it, manifest[it]]] : [])));
  const packages = closureOf(project, { ...available, ...own });
  const sorted = Object.fromEntries(Object.entries(packages).map(([place, it]) => [place, sortFields(it)]));
  const lockfile = { name, version, lockfileVersion: 3, requires: true, packages: sorted };
  return `${JSON.stringify(lockfile, null, 2)}\n`;
}

/** The fields of package.json that a lockfile repeats. */
const recorded = ["name", "version", "engines", "dependencies", "devDependencies"];

/** A tarball that the project carries, or the registry's, whose checksum npm adds when it has seen it. */
async function locate(folder: string, spec: string, tarball: string): Promise<LockedPackage> {
  if (!spec.startsWith("file:")) return { resolved: tarball };
  const bytes = await readFile(join(folder, spec.slice("file:".length)));
  return { resolved: spec, integrity: `sha512-${createHash("sha512").update(bytes).digest("base64")}` };
}

const first = ["name", "version", "resolved", "integrity"];

/** As npm would sort them: it would do so when it installs, and the file would change. */
function sortFields(entry: LockedPackage): LockedPackage {
  const rank = (field: string) => {
    if (first.includes(field)) return first.indexOf(field);
    const value = entry[field];
    if (typeof value !== "object" || Array.isArray(value)) return 10;
    return field === "dependencies" ? 20 : 30;
  };
  const fields = Object.keys(entry).sort((a, b) => rank(a) - rank(b) || a.localeCompare(b, "en"));
  return Object.fromEntries(fields.map((it) => [it, entry[it]]));
}
