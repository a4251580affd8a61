import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { foldersAbove } from "../files/folders-above.js";
import type { LockedPackages } from "../lock/locked-packages.js";

/** What the scaffolder needs of the toolkit's own package.json. */
export interface ToolkitPackage {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** The folder of the toolkit's package.json. */
export function toolkitRoot(): string {
  const root = foldersAbove(fileURLToPath(import.meta.url)).find((it) =>
    existsSync(join(it, "package.json")),
  );
  if (root === undefined) throw new TypeError("the package.json of the toolkit is missing; reinstall it");
  return root;
}

export async function readToolkitPackage(): Promise<ToolkitPackage> {
  return JSON.parse(await readFile(join(toolkitRoot(), "package.json"), "utf8"));
}

/** The packages that projects install, as this toolkit is tested with them; scripts/lock-packages.js keeps them. */
export async function readLockedPackages(): Promise<LockedPackages> {
  return JSON.parse(await readFile(join(toolkitRoot(), "dist", "locked-packages.json"), "utf8"));
}

/** The folder of the framework that this toolkit runs with. */
export function frameworkRoot(): string {
  return dirname(createRequire(import.meta.url).resolve("@ts-micro/framework/package.json"));
}

/** buf's launcher, to be run by Node. */
export function bufLauncher(): string {
  return createRequire(import.meta.url).resolve("@bufbuild/buf/bin/buf");
}

/** The toolkit's own protoc plugin, to be run by Node. */
export function pluginExecutable(): string {
  return join(toolkitRoot(), "dist", "protoc-plugin", "protoc-gen-micro.cjs");
}
