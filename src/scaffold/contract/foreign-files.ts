/*
 * The `.proto` files of a contract that someone else keeps, as a project is to hold them.
 */
import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { basename, dirname, join, posix, sep } from "node:path";
import { templatesFolder } from "../../templating/templates-folder.js";
import type { FilePlan, PlannedFile } from "../files/file-plan.js";
import { listFiles } from "../files/project-files.js";
import { Refusal } from "../refusal.js";
import { readModules } from "./proto-modules.js";

const MODULE = "proto";

/**
 * Reads a `.proto` with all that it imports, or every `.proto` of a folder.
 *
 * @returns them by their paths in a project: `proto/greeter/v1/greeter.proto`
 * @throws {Refusal} when there is nothing to read, or an import is missing
 */
export async function readForeignFiles(path: string): Promise<FilePlan> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new Refusal(`--from ${path}: there is no such file or folder`);
  const files = found.isDirectory() ? await readFolder(path) : await readWithImports(path);
  if (files.size === 0) throw new Refusal(`--from ${path}: there is no .proto file in it`);
  return files;
}

async function readFolder(folder: string): Promise<FilePlan> {
  const files = new Map<string, PlannedFile>();
  const imports: Import[] = [];
  for (const module of await readModules(folder)) {
    const root = join(folder, module);
    for (const path of (await listFiles(root)).filter(isOwnProto))
      imports.push(...(await add(files, { root, name: path })));
  }
  await addImports(files, imports, { roots: [BUNDLED], given: folder, missing: "not in it" });
  return files;
}

function isOwnProto(path: string): boolean {
  return path.endsWith(".proto") && !/(^|\/)(node_modules|\.git)\//.test(path);
}

/** Imports are looked for where the file's own name begins, then in the modules around it. */
async function readWithImports(path: string): Promise<FilePlan> {
  if (!path.endsWith(".proto")) throw new Refusal(`--from ${path}: it is no .proto file`);
  const { root, name } = await locate(path);
  const roots = [root, ...(await modulesAround(root)), BUNDLED];
  const files = new Map<string, PlannedFile>();
  const imports = await add(files, { root, name });
  const missing = `not below ${root}; give the folder that holds all of it: --from DIR`;
  await addImports(files, imports, { roots, given: path, missing });
  return files;
}

/** A line of a file that names another. */
interface Import {
  readonly by: string;
  readonly name: string;
}

interface ImportPlaces {
  /** Where imports are looked for, in this order. */
  readonly roots: readonly string[];
  /** What the user gave. */
  readonly given: string;
  /** Says of an import that is in none of them where it is not, and what to do. */
  readonly missing: string;
}

/** Adds what files import, and what that imports. */
async function addImports(
  files: Map<string, PlannedFile>,
  imports: readonly Import[],
  { roots, given, missing }: ImportPlaces,
): Promise<void> {
  const todo = [...imports];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { by, name } = next;
    // Compilers bring Google's own along.
    if (files.has(`${MODULE}/${name}`) || name.startsWith("google/protobuf/")) continue;
    const root = roots.find((it) => existsSync(join(it, name)));
    if (root === undefined)
      throw new Refusal(`--from ${given}: ${by} imports "${name}", which is ${missing}`);
    todo.push(...(await add(files, { root, name })));
  }
}

/** The annotations that the toolkit has anyway. */
const BUNDLED = join(templatesFolder(), "new", "http", "third_party");

/** The modules of the nearest buf.yaml. */
async function modulesAround(folder: string): Promise<string[]> {
  for (let place = folder; place !== dirname(place); place = dirname(place)) {
    if (existsSync(join(place, "buf.yaml"))) return (await readModules(place)).map((it) => join(place, it));
  }
  return [];
}

async function locate(file: string): Promise<{ readonly root: string; readonly name: string }> {
  const text = await readFile(file, "utf8");
  const packageName = /^\s*package\s+([\w.]+)\s*;/m.exec(text)?.[1] ?? "";
  const folder = packageName
    .split(".")
    .filter((it) => it !== "")
    .join(sep);
  const home = dirname(file);
  if (folder !== "" && home.endsWith(`${sep}${folder}`)) {
    const root = home.slice(0, -folder.length - 1) || sep;
    return { root, name: posix.join(...folder.split(sep), basename(file)) };
  }
  return { root: home, name: basename(file) };
}

/** @returns what the file imports */
async function add(
  files: Map<string, PlannedFile>,
  { root, name }: { readonly root: string; readonly name: string },
): Promise<Import[]> {
  const text = await readFile(join(root, name), "utf8");
  files.set(`${MODULE}/${name}`, { contents: text, mode: 0o644 });
  const code = text.replace(/\/\*.*?\*\//gs, "");
  const imports = code.matchAll(/^\s*import\s+(?:public\s+|weak\s+)?["']([^"']+)["']\s*;/gm);
  return [...imports].map(([, imported = ""]) => ({ by: name, name: imported }));
}
