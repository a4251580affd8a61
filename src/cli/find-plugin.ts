import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Plugin } from "@ts-micro/framework";
import { CommandError } from "./failure.js";

/** The names of Micro's own plugins: each is in a package of its own, `@ts-micro/<name>`. */
const ownPlugins: readonly string[] = ["consul", "etcd", "kubernetes", "nats"];

/**
 * Finds the plugin that a part is chosen by: in the project that the command line was typed in, or else beside the
 * toolkit.
 *
 * @returns undefined for a name that no plugin has
 * @throws {CommandError} for a plugin that is not installed
 */
export async function findPlugin(name: string, project: string): Promise<Plugin | undefined> {
  if (!ownPlugins.includes(name)) return undefined;
  const packageName = `@ts-micro/${name}`;
  const path =
    resolveFrom(join(project, "package.json"), packageName) ?? resolveFrom(import.meta.url, packageName);
  if (path === undefined) {
    throw new CommandError(`${name} is a plugin that is not installed here: npm install ${packageName}`);
  }
  const module: Readonly<Record<string, Plugin | undefined>> = await import(pathToFileURL(path).href);
  return module[name];
}

function resolveFrom(file: string, packageName: string): string | undefined {
  try {
    return createRequire(file).resolve(packageName);
  } catch {
    return undefined;
  }
}
