import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { PlanError } from "./service-plan.js";

/** What a package.json says about running its package. */
export interface PackageScripts {
  readonly name: string;
  readonly build?: string;
  readonly start?: string;
  /** Whether it stands on the framework, and so is a service. */
  readonly isService: boolean;
}

interface Manifest {
  readonly name?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** @returns undefined for a folder without a package.json */
export async function readPackageScripts(folder: string): Promise<PackageScripts | undefined> {
  const path = join(folder, "package.json");
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const { name, scripts = {}, dependencies = {} } = parse(text, path);
  return {
    name: name?.replace(/^@[^/]*\//, "") ?? basename(folder),
    ...(scripts.build !== undefined && { build: scripts.build }),
    ...(scripts.start !== undefined && { start: scripts.start }),
    isService: "@ts-micro/framework" in dependencies,
  };
}

function parse(text: string, path: string): Manifest {
  try {
    return JSON.parse(text) as Manifest;
  } catch (error) {
    throw new PlanError(`${path} is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}
