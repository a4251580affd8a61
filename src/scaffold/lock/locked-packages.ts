/*
 * What npm's lockfile says of packages, and how Node finds one from another.
 */

type Ranges = Readonly<Record<string, string>>;

/** One package. The fields that are not named here are handed on as they are. */
export interface LockedPackage {
  readonly version?: string;
  /** Where its tarball is: `https://registry.npmjs.org/...`, `file:vendor/...` */
  readonly resolved?: string;
  readonly integrity?: string;
  readonly dependencies?: Ranges;
  /** Only those of the project itself are installed. */
  readonly devDependencies?: Ranges;
  readonly optionalDependencies?: Ranges;
  readonly peerDependencies?: Ranges;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly [field: string]: unknown;
}

/** Packages by their place: `node_modules/vite/node_modules/postcss`. The project itself is at `""`. */
export type LockedPackages = Readonly<Record<string, LockedPackage>>;

/** A package needs another. */
export interface Edge {
  readonly to: string;
  readonly isDev: boolean;
  readonly isOptional: boolean;
  readonly isPeer: boolean;
}

/** What a package needs, as far as it is there. */
export function edgesOf(place: string, packages: LockedPackages): Edge[] {
  const { dependencies, devDependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } =
    packages[place] ?? {};
  const edges = (ranges: Ranges = {}, kind: (name: string) => Partial<Edge> = () => ({})): Edge[] =>
    Object.keys(ranges).flatMap((name) => {
      const to = findPackage(name, place, packages);
      return to === undefined ? [] : [{ to, isDev: false, isOptional: false, isPeer: false, ...kind(name) }];
    });
  return [
    ...edges(dependencies),
    ...(place === "" ? edges(devDependencies, () => ({ isDev: true })) : []),
    ...edges(optionalDependencies, () => ({ isOptional: true })),
    ...edges(peerDependencies, (name) => ({
      isPeer: true,
      isOptional: peerDependenciesMeta?.[name]?.optional === true,
    })),
  ];
}

/** Looks where Node looks: below the package itself, then below each that it is in. */
function findPackage(name: string, from: string, packages: LockedPackages): string | undefined {
  for (let place = from; ; place = place.slice(0, Math.max(0, place.lastIndexOf("/node_modules/")))) {
    const candidate = place === "" ? `node_modules/${name}` : `${place}/node_modules/${name}`;
    if (candidate in packages) return candidate;
    if (place === "") return undefined;
  }
}
