import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type MicroFileService, microFileName, readMicroFile } from "./micro-file.js";
import { readPackageScripts } from "./package-scripts.js";
import { PlanError, type ServicePlan } from "./service-plan.js";

/** How far below a folder services are looked for. */
const searchedLevels = 3;

/** Folders that hold no services of the user. */
const skipped = /^(\..*|node_modules|dist|build|coverage|vendor)$/;

/**
 * Finds the services in folders, given by absolute paths: those that its `micro.yaml` names, the package that it is, or the packages below it.
 *
 * @throws {PlanError} when a folder holds none, or one cannot be run
 */
export async function findServices(folders: readonly string[]): Promise<ServicePlan[]> {
  const plans = (await Promise.all(folders.map(findIn))).flat();
  for (const { name, folder } of plans) {
    const other = plans.find((it) => it.name === name && it.folder !== folder);
    if (other === undefined) continue;
    throw new PlanError(
      `two services are called ${name}: ${folder} and ${other.folder}; name them in ${microFileName}`,
    );
  }
  // The same folder may be named twice.
  return [...new Map(plans.map((it) => [it.name, it])).values()];
}

async function findIn(folder: string): Promise<ServicePlan[]> {
  const listed = await readMicroFile(folder);
  if (listed !== undefined) return Promise.all(listed.map((it) => planListed(folder, it)));
  const found = await search(folder, searchedLevels);
  if (found.length > 0) return found;
  throw new PlanError(
    `${folder} holds no service: no ${microFileName}, and no package with a start script that depends on @ts-micro/framework`,
  );
}

async function planListed(root: string, service: MicroFileService): Promise<ServicePlan> {
  const folder = resolve(root, service.path);
  const scripts = await readPackageScripts(folder);
  if (scripts === undefined) throw new PlanError(`${service.name}: there is no package.json in ${folder}`);
  const { name, depends, env, port } = service;
  if (scripts.start === undefined)
    throw new PlanError(`${name}: package.json in ${folder} has no start script`);
  return {
    name,
    folder,
    depends,
    env,
    start: scripts.start,
    ...(port !== undefined && { port }),
    ...(scripts.build !== undefined && { build: scripts.build }),
  };
}

async function search(folder: string, levels: number): Promise<ServicePlan[]> {
  const scripts = await readPackageScripts(folder);
  if (scripts?.isService && scripts.start !== undefined) {
    const { name, start, build } = scripts;
    return [{ name, folder, depends: [], env: {}, start, ...(build !== undefined && { build }) }];
  }
  if (levels === 0) return [];
  const inner = (await foldersIn(folder)).filter((it) => !skipped.test(it));
  return (await Promise.all(inner.map((it) => search(join(folder, it), levels - 1)))).flat();
}

async function foldersIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((it) => it.isDirectory()).map((it) => it.name);
  } catch (error) {
    throw new PlanError(`${folder} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}
