import { type Edge, edgesOf, type LockedPackage, type LockedPackages } from "./locked-packages.js";

/** What a project needs of packages, directly or not, with npm's marks of what each is needed for. */
export function closureOf(project: LockedPackage, available: LockedPackages): LockedPackages {
  const all = { ...available, "": project };
  // An optional peer is welcome where it is there anyway, and never a reason to install it.
  const needed = reach(all, (it) => !(it.isPeer && it.isOptional));
  const packages = Object.fromEntries(Object.entries(all).filter(([place]) => needed.has(place)));
  const withoutDev = reach(packages, (it) => !it.isDev);
  const withoutOptional = reach(packages, (it) => !it.isOptional);
  const withoutEither = reach(packages, (it) => !it.isDev && !it.isOptional);
  const withoutPeer = reach(packages, (it) => !it.isPeer);
  const marksOf = (place: string) => {
    const dev = !withoutDev.has(place);
    const optional = !withoutOptional.has(place);
    return {
      ...(dev && { dev }),
      ...(optional && { optional }),
      ...(!dev && !optional && !withoutEither.has(place) && { devOptional: true }),
      ...(!withoutPeer.has(place) && { peer: true }),
    };
  };
  const marked = Object.entries(packages).map(([place, it]) => {
    const { dev, optional, devOptional, peer, ...rest } = it;
    return [place, { ...rest, ...marksOf(place) }] as const;
  });
  return Object.fromEntries(marked.sort(([a], [b]) => a.localeCompare(b, "en")));
}

/** The places that the project leads to, by edges of some kind only. */
function reach(packages: LockedPackages, isFollowed: (edge: Edge) => boolean): Set<string> {
  const reached = new Set([""]);
  for (const place of reached) {
    for (const edge of edgesOf(place, packages)) if (isFollowed(edge)) reached.add(edge.to);
  }
  return reached;
}
