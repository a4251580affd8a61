/*
 * Keeps what the lockfile of this checkout says of the packages that projects of `micro new` install: they get the
 * very versions that are tested here. The checkout's own packages take the places they will have there.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { closureOf } from "../dist/src/scaffold/lock/closure.js";
import { registryTarball } from "../dist/src/scaffold/lock/lockfile.js";
import { tools } from "../dist/src/scaffold/project/dependencies.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));

/** The packages that are made here, by their folder. */
const own = Object.entries(packages).filter(([, { name }]) => name?.startsWith("@ts-micro/"));

const available = {};
for (const [place, { name, link, ...entry }] of Object.entries(packages)) {
  if (link || entry.extraneous) continue;
  const [folder, { name: home } = {}] =
    own.find(([it]) => it === place || (it !== "" && place.startsWith(`${it}/node_modules/`))) ?? [];
  if (home === undefined) {
    const tarball = registryTarball(name ?? place.replace(/^.*node_modules\//, ""), entry.version);
    available[place] = { ...entry, ...(name && { name }), resolved: tarball };
  } else {
    const { devDependencies, ...shipped } = entry;
    available[`node_modules/${home}${place.slice(folder.length)}`] = shipped;
  }
}

// Every package that a project's package.json may name.
const everything = Object.fromEntries([...tools, ...own.map(([, { name }]) => name)].map((it) => [it, "*"]));
const { "": _, ...needed } = closureOf({ dependencies: everything }, available);
writeFileSync(join(root, "dist/locked-packages.json"), `${JSON.stringify(needed)}\n`);
