/*
 * Where a project gets `@ts-micro/*` from. Only a released version is ever asked of a registry: as long as a
 * version is not published there, its name could be anyone's, so the packages travel with the project.
 */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { foldersAbove } from "../files/folders-above.js";
import { readIfThere } from "../files/project-files.js";
import { Refusal } from "../refusal.js";
import { toolkitRoot } from "./toolkit.js";

export const TOOLKIT = "@ts-micro/toolkit";
export const FRAMEWORK = "@ts-micro/framework";

/** How the toolkit came to this machine. */
export type Origin =
  /** Built from its sources: projects carry what `npm pack` makes of them. */
  | { readonly kind: "checkout" }
  /** Installed from tarballs: projects carry the same ones, known by the names of their packages. */
  | { readonly kind: "tarballs"; readonly files: Readonly<Record<string, string>> }
  /** Installed from a registry, where it was published: projects name the version. */
  | { readonly kind: "release" };

/** @throws {Refusal} when projects could get `@ts-micro/*` from nowhere */
export async function findOrigin(root: string = toolkitRoot()): Promise<Origin> {
  if (existsSync(join(root, "framework", "package.json"))) return { kind: "checkout" };
  for (const folder of foldersAbove(root)) {
    const files = await findTarballs(folder);
    if (files !== undefined) return { kind: "tarballs", files };
  }
  if (await isReleased(root)) return { kind: "release" };
  throw new Refusal(
    `the toolkit in ${root} was never published, and its tarball is not known: a project could not install it; ` +
      "use a checkout, or install the tarballs of toolkit and framework into a folder, by its package.json, and run micro there",
  );
}

/** Publishing leaves a mark, which `npm pack` does not: see scripts/release-mark.js. */
async function isReleased(root: string): Promise<boolean> {
  const mark = await readIfThere(join(root, "dist", "release.json"));
  const manifest = await readIfThere(join(root, "package.json"));
  return mark !== undefined && JSON.parse(mark).version === JSON.parse(manifest ?? "{}").version;
}

/** The tarballs that a folder's package.json installs the toolkit, the framework, and plugins from. */
async function findTarballs(folder: string): Promise<Record<string, string> | undefined> {
  const path = join(folder, "package.json");
  if (!existsSync(path)) return undefined;
  const manifest = JSON.parse(await readFile(path, "utf8"));
  const dependencies: Record<string, string> = { ...manifest.devDependencies, ...manifest.dependencies };
  const files: Record<string, string> = {};
  for (const [name, spec] of Object.entries(dependencies)) {
    const tarball = /^file:(.+\.tgz)$/.exec(spec)?.[1];
    if (name.startsWith("@ts-micro/") && tarball !== undefined) files[name] = resolve(folder, tarball);
  }
  return TOOLKIT in files && FRAMEWORK in files ? files : undefined;
}
