/*
 * What `npm pack` makes of a checkout. It takes two seconds, and comes out the same as long as what it packs is the
 * same, so it is kept.
 */
import { createHash } from "node:crypto";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { listFiles } from "../files/project-files.js";
import { runProcess } from "./run-process.js";

/** Puts a tarball of each package into a folder. The first package's node_modules keeps them. */
export async function packPackages(
  roots: readonly string[],
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  const names = roots.map((it) => basename(it)).join("+");
  const cache = join(roots[0] ?? folder, "node_modules", ".cache", "micro-packed", names);
  const kept = join(cache, await stateOf(roots));
  if (await copyFiles(kept, folder)) return;
  const args = ["pack", ...roots, "--ignore-scripts", "--pack-destination", folder];
  await runProcess("npm", args, { name: "npm pack", cwd: folder, signal });
  await keep(folder, { cache, kept });
}

/** @returns false where there is nothing to copy, or no longer */
async function copyFiles(from: string, to: string): Promise<boolean> {
  try {
    for (const file of await readdir(from)) await copyFile(join(from, file), join(to, file));
    return true;
  } catch {
    return false;
  }
}

/** Of the same packages, only the latest is kept. Where nothing can be kept, packing again is all it costs. */
async function keep(folder: string, { cache, kept }: { cache: string; kept: string }): Promise<void> {
  try {
    await rm(cache, { recursive: true, force: true });
    await mkdir(cache, { recursive: true });
    const fresh = await mkdtemp(join(cache, "fresh-"));
    if (await copyFiles(folder, fresh)) await rename(fresh, kept);
  } catch {
    // Someone else is keeping theirs, or this folder cannot be written.
  }
}

/** Changes whenever a file that is packed has changed; a build that makes the same again changes nothing. */
async function stateOf(roots: readonly string[]): Promise<string> {
  const state = createHash("sha256");
  for (const root of roots) {
    for (const file of await listPacked(root)) {
      state.update(`${file}\0`).update(await readFile(join(root, file)));
    }
  }
  return state.digest("hex").slice(0, 16);
}

/** What may be packed of a package: what is built, and what lies beside its package.json. */
async function listPacked(root: string): Promise<string[]> {
  const beside = (await readdir(root, { withFileTypes: true })).filter((it) => it.isFile());
  const files = beside.map((it) => it.name);
  for (const part of ["dist", "templates"]) {
    const below = (await listFiles(join(root, part))).filter((it) => !it.includes(COMPILED));
    files.push(...below.map((it) => `${part}/${it}`));
  }
  return files;
}

/** What protoc-gen-micro keeps beside itself when it runs: it is not packed. */
const COMPILED = ".cache";
