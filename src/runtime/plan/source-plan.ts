import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readPackageScripts } from "./package-scripts.js";
import { PlanError, type ServicePlan } from "./service-plan.js";

export interface SourcePlanOptions {
  /** The file that is run, from the folder of the service. */
  readonly entry: string;
  /** For the service. @default none */
  readonly args?: readonly string[];
  /** For Node itself. @default none */
  readonly nodeArgs?: readonly string[];
}

/**
 * How the service in a folder, given by an absolute path, runs from its TypeScript: by tsx, without a build.
 *
 * @throws {PlanError} when there is none, or no tsx
 */
export async function planFromSource(folder: string, options: SourcePlanOptions): Promise<ServicePlan> {
  const { entry, args = [], nodeArgs = [] } = options;
  const scripts = await readPackageScripts(folder);
  if (scripts === undefined) throw new PlanError(`${folder} is no project: it has no package.json`);
  if (!existsSync(join(folder, entry)))
    throw new PlanError(`there is no ${entry} in ${folder}; name the file to run with --entry`);
  return {
    name: scripts.name,
    folder,
    depends: [],
    env: {},
    // tsx's own command would be one more process between here and the service.
    start: [process.execPath, ...nodeArgs, "--import", tsxOf(folder), entry, ...args],
  };
}

function tsxOf(folder: string): string {
  try {
    return pathToFileURL(createRequire(join(folder, "package.json")).resolve("tsx")).href;
  } catch {
    throw new PlanError(
      `tsx, which runs TypeScript, is not installed in ${folder}; add it to its devDependencies`,
    );
  }
}
