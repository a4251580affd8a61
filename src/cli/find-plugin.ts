import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { ownPlugins, type Plugin } from "@ts-micro/framework";
import { CommandError } from "./failure.js";

/**
 * Finds the plugin that a part is chosen by.
 *
 * @param places files whose packages are looked through, one after the other
 * @returns undefined for a name that no plugin has
 * @throws {CommandError} for a plugin that is not installed
 */
export async function findPlugin(name: string, places: readonly string[]): Promise<Plugin | undefined> {
  if (!ownPlugins.includes(name)) return undefined;
  const packageName = `@ts-micro/${name}`;
  const path = places.map((it) => resolveFrom(it, packageName)).find((it) => it !== undefined);
  // No command that installs it: the package may not be published yet, and its name anybody's.
  if (path === undefined) {
    throw new CommandError(
      `${name} is a plugin, in the package ${packageName}, which is not installed here; "micro new --registry ${name}" writes a project that has it`,
    );
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
