/*
 * A contract that someone else keeps: which files it is made of, and where their names may begin. buf's configuration
 * says so; where there is none, packages do, as folders are usually called like them.
 */
import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { foldersAbove } from "../files/folders-above.js";
import { listFiles } from "../files/project-files.js";
import { undefinedIfMissing } from "../files/undefined-if-missing.js";
import { Refusal } from "../refusal.js";
import { hasModules, readProtoModules } from "./proto-modules.js";
import { withoutComments } from "./without-comments.js";

export interface ForeignContract {
  /** The paths of its files, absolute. */
  readonly files: readonly string[];
  /** The folders that names may begin at, together; the likeliest choice first. */
  readonly roots: readonly (readonly string[])[];
  /** More folders that imports may be found in. */
  readonly modules: readonly string[];
}

/** Finds a `.proto`, or every `.proto` of a folder. @throws {Refusal} when there is none */
export async function findForeignContract(path: string): Promise<ForeignContract> {
  const found = await stat(path).catch(undefinedIfMissing);
  if (found === undefined) throw new Refusal(`--from ${path}: there is no such file or folder`);
  if (!found.isDirectory() && !path.endsWith(".proto"))
    throw new Refusal(`--from ${path}: it is no .proto file`);
  const modules = await modulesAround(path);
  const files = found.isDirectory() ? await listProtos(path, modules) : [path];
  if (files.length === 0) throw new Refusal(`--from ${path}: there is no .proto file in it`);
  const folders = modules.map((it) => it.folder);
  const guesses = [
    ...(await rootsByPackage(files)),
    ...commonFolder(files),
    ...(found.isDirectory() ? [path] : []),
  ];
  return {
    files,
    roots: [...(folders.length > 0 ? [folders] : []), ...guesses.map((it) => [it])],
    modules: folders,
  };
}

/** Every folder from which a file would have to be named so that something is called by this name. */
export function rootsByImport({ files }: ForeignContract, name: string): string[] {
  const folders = new Set(files.flatMap((it) => foldersAbove(it)));
  return [...folders].filter((it) => existsSync(join(it, name)));
}

interface Module {
  readonly folder: string;
  readonly excludes: readonly string[];
}

/** The modules of the nearest workspace; buf.work.yaml is above the configurations of its modules. */
async function modulesAround(path: string): Promise<Module[]> {
  const folders = [path, ...foldersAbove(path)];
  const place = folders.find((it) => existsSync(join(it, "buf.work.yaml"))) ?? folders.find(hasModules);
  if (place === undefined) return [];
  const modules = await readProtoModules(place);
  return modules.map((it) => ({
    folder: join(place, it.path),
    excludes: it.excludes.map((exclude) => join(place, exclude)),
  }));
}

async function listProtos(folder: string, modules: readonly Module[]): Promise<string[]> {
  const files = (await listFiles(folder)).filter(isOwnProto).map((it) => join(folder, it));
  const own = files.filter((file) =>
    modules.some((it) => isBelow(file, it.folder) && !it.excludes.some((exclude) => isBelow(file, exclude))),
  );
  // What no module is made of is still what was asked for.
  return own.length > 0 ? own : files;
}

function isOwnProto(path: string): boolean {
  return path.endsWith(".proto") && !/(^|\/)(node_modules|\.git)\//.test(path);
}

/** Where names begin if folders are called like packages; that of most files first. */
async function rootsByPackage(files: readonly string[]): Promise<string[]> {
  const counts = new Map<string, number>();
  for (const file of files) {
    const root = rootByPackage(file, readPackage(await readFile(file, "utf8")));
    counts.set(root, (counts.get(root) ?? 0) + 1);
  }
  const roots = [...counts].sort(([, a], [, b]) => b - a).map(([root]) => root);
  return roots.filter((root) => files.every((it) => isBelow(it, root)));
}

/** `protos` for `protos/greeter/v1/greeter.proto` of the package `greeter.v1` */
function rootByPackage(file: string, packageName: string): string {
  const home = dirname(file);
  const folders = packageName.split(".").join(sep);
  return packageName !== "" && home.endsWith(`${sep}${folders}`)
    ? home.slice(0, -folders.length - 1) || sep
    : home;
}

/** The innermost folder that holds them all. */
function commonFolder(files: readonly string[]): string[] {
  const [first = ""] = files;
  return foldersAbove(first)
    .filter((root) => files.every((it) => isBelow(it, root)))
    .slice(0, 1);
}

function readPackage(text: string): string {
  return /(?:^|;)\s*package\s+([\w.]+)\s*;/.exec(withoutComments(text))?.[1] ?? "";
}

/** Whether a file is in a folder, however deep. */
export function isBelow(file: string, folder: string): boolean {
  return file.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}
