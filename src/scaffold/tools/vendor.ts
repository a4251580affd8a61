import { existsSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { Refusal } from "../refusal.js";
import { FRAMEWORK, type Origin, TOOLKIT } from "./origin.js";
import { packPackages } from "./packed.js";
import { frameworkRoot, toolkitRoot } from "./toolkit.js";

/** What of `@ts-micro/*` a project needs. */
export interface Wanted {
  /** The toolkit's version, which all packages share. */
  readonly version: string;
  /** Packages beside the toolkit and the framework: `@ts-micro/consul` */
  readonly plugins: readonly string[];
}

/**
 * The dependency specifications of `@ts-micro/*` for a project's package.json.
 *
 * @throws {Refusal} when a plugin is not to be had
 */
export function dependencySpecs(origin: Origin, { version, plugins }: Wanted): Record<string, string> {
  const names = [FRAMEWORK, TOOLKIT, ...plugins];
  return Object.fromEntries(names.map((name) => [name, specOf(name, origin, version)]));
}

function specOf(name: string, origin: Origin, version: string): string {
  switch (origin.kind) {
    case "checkout":
      if (!existsSync(join(sourceOf(name), "package.json"))) throw new Refusal(`there is no ${name} yet`);
      return `file:vendor/${tarballName(name, version)}`;
    case "tarballs":
      return `file:vendor/${basename(tarballOf(name, origin.files))}`;
    case "release":
      return `^${version}`;
  }
}

/** Puts the tarballs that the specifications name below a project's folder. */
export async function vendorPackages(
  origin: Origin,
  project: string,
  { plugins, signal }: { readonly plugins: readonly string[]; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  if (origin.kind === "release") return;
  const folder = join(project, "vendor");
  await mkdir(folder, { recursive: true });
  const names = [TOOLKIT, FRAMEWORK, ...plugins];
  if (origin.kind === "checkout") {
    await packPackages(names.map(sourceOf), folder, signal);
    return;
  }
  const files = names.map((name) => tarballOf(name, origin.files));
  await Promise.all(files.map((file) => copyFile(file, join(folder, basename(file)))));
}

/** The folder of a package in the checkout. */
function sourceOf(name: string): string {
  if (name === TOOLKIT) return toolkitRoot();
  return name === FRAMEWORK ? frameworkRoot() : join(toolkitRoot(), "plugins", basename(name));
}

function tarballOf(name: string, files: Readonly<Record<string, string>>): string {
  const file = files[name];
  if (file !== undefined) return file;
  throw new Refusal(
    `the toolkit was installed from a tarball, and ${name} was not; install its tarball beside it`,
  );
}

/** What `npm pack` calls its file. */
function tarballName(name: string, version: string): string {
  return `${name.replace("@", "").replace("/", "-")}-${version}.tgz`;
}
