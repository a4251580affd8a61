import { copyFile, mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { FRAMEWORK, type Origin, TOOLKIT } from "./origin.js";
import { packPackages } from "./packed.js";
import { frameworkRoot, toolkitRoot } from "./toolkit.js";

/** The dependency specifications of `@ts-micro/*` for a project's package.json. */
export function dependencySpecs(origin: Origin, version: string): Record<string, string> {
  switch (origin.kind) {
    case "checkout":
      return Object.fromEntries(
        [FRAMEWORK, TOOLKIT].map((name) => [name, `file:vendor/${tarballName(name, version)}`]),
      );
    case "tarballs":
      return Object.fromEntries(
        Object.entries(origin.files).map(([name, file]) => [name, `file:vendor/${basename(file)}`]),
      );
    case "release":
      return { [FRAMEWORK]: `^${version}`, [TOOLKIT]: `^${version}` };
  }
}

/** Puts the tarballs that the specifications name below a project's folder. */
export async function vendorPackages(origin: Origin, project: string, signal?: AbortSignal): Promise<void> {
  if (origin.kind === "release") return;
  const folder = join(project, "vendor");
  await mkdir(folder, { recursive: true });
  if (origin.kind === "checkout") {
    await packPackages([toolkitRoot(), frameworkRoot()], folder, signal);
    return;
  }
  await Promise.all(Object.values(origin.files).map((file) => copyFile(file, join(folder, basename(file)))));
}

/** What `npm pack` calls its file. */
function tarballName(name: string, version: string): string {
  return `${name.replace("@", "").replace("/", "-")}-${version}.tgz`;
}
