import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import { parse } from "yaml";
import { readIfThere } from "../files/project-files.js";

/** A folder that `.proto` files are named from. Its paths are relative to where buf's configuration is. */
export interface ProtoModule {
  /** `proto` */
  readonly path: string;
  /** Folders in it that are not part of it. */
  readonly excludes: readonly string[];
}

/** What is read of buf.work.yaml and of buf.yaml, in all their versions. */
interface BufConfig {
  readonly directories?: readonly string[];
  readonly modules?: readonly { readonly path?: string; readonly excludes?: readonly string[] }[];
  readonly build?: { readonly roots?: readonly string[]; readonly excludes?: readonly string[] };
}

/** The folders that a project's `.proto` files are named from: `proto` */
export async function readModules(project: string): Promise<string[]> {
  return (await readProtoModules(project)).map(({ path }) => path);
}

/** The modules of a folder, as buf.work.yaml or buf.yaml says; without either, it is one itself. */
export async function readProtoModules(folder: string): Promise<ProtoModule[]> {
  const { directories } = await readConfig(join(folder, WORKSPACE));
  if (directories !== undefined) {
    const modules = await Promise.all(
      directories.map(async (it) =>
        (await readProtoModules(join(folder, it))).map((module) => below(it, module)),
      ),
    );
    return modules.flat();
  }
  const { modules, build } = await readConfig(join(folder, CONFIG));
  if (modules !== undefined) {
    return modules.map(({ path = ".", excludes = [] }) => ({ path: posix.normalize(path), excludes }));
  }
  return (build?.roots ?? ["."]).map((path) => ({ path, excludes: build?.excludes ?? [] }));
}

/** Whether buf has a configuration here. */
export function hasModules(folder: string): boolean {
  return existsSync(join(folder, WORKSPACE)) || existsSync(join(folder, CONFIG));
}

/** Where a `.proto` is in a project: `proto/greeter/v1/greeter.proto`; undefined for one that is not its own. */
export async function locateProto(project: string, file: string): Promise<string | undefined> {
  for (const module of await readModules(project)) {
    const path = posix.join(module, file);
    if (existsSync(join(project, path))) return path;
  }
  return undefined;
}

const WORKSPACE = "buf.work.yaml";
const CONFIG = "buf.yaml";

async function readConfig(file: string): Promise<BufConfig> {
  return parse((await readIfThere(file)) ?? "") ?? {};
}

function below(folder: string, { path, excludes }: ProtoModule): ProtoModule {
  return { path: posix.join(folder, path), excludes: excludes.map((it) => posix.join(folder, it)) };
}
