import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { templatesFolder } from "../../templating/templates-folder.js";
import type { Buf } from "../tools/buf.js";
import { type ForeignContract, isBelow, rootsByImport } from "./foreign-contract.js";
import { findMissingImports, type MissingImport } from "./missing-imports.js";

/** Where a project has its contract. */
const MODULE = "proto";

/** The annotations that the toolkit has anyway. */
const BUNDLED = join(templatesFolder(), "new", "http", "third_party");

export interface Stage {
  /** An empty project: buf's configuration says where its contract goes. */
  readonly folder: string;
  /** Runs in it. */
  readonly buf: Buf;
}

/**
 * Copies a contract to where a project has it, with all that it imports, under names by which it compiles.
 *
 * @throws {Error} with what is wrong with it under the likeliest names
 */
export async function stageContract(contract: ForeignContract, stage: Stage): Promise<void> {
  const todo = [...contract.roots];
  const seen = new Set<string>();
  let problem: unknown;
  for (let roots = todo.shift(); roots !== undefined; roots = todo.shift()) {
    const names = nameFiles(contract.files, roots);
    const choice = roots.join("\n");
    if (names === undefined || seen.has(choice)) continue;
    seen.add(choice);
    try {
      await rm(join(stage.folder, MODULE), { recursive: true, force: true });
      await copyAll(names, { stage, places: [...roots, ...contract.modules, BUNDLED] });
      return;
    } catch (error) {
      problem ??= error;
      if (error instanceof NotFound) todo.push(...rootsByImport(contract, error.import).map((it) => [it]));
    }
  }
  throw problem;
}

/** An import that is nowhere to be found. */
class NotFound extends Error {
  readonly import: string;

  constructor({ name, by }: MissingImport, root: string) {
    super(
      `${by} imports "${name}", which is not below ${root}; give the folder that holds all of it: --from DIR (buf export makes one)`,
    );
    this.import = name;
  }
}

/** The name of each file, and where it is; undefined where a file is below none of the roots. */
function nameFiles(files: readonly string[], roots: readonly string[]): Map<string, string> | undefined {
  const names = new Map<string, string>();
  for (const file of files) {
    const root = roots.find((it) => isBelow(file, it));
    if (root === undefined) return undefined;
    names.set(relative(root, file).split(sep).join("/"), file);
  }
  return names;
}

interface Search {
  readonly stage: Stage;
  /** The folders in which imports are looked for. */
  readonly places: readonly string[];
}

/** Copies files, then what they import, then what that imports, until nothing is missing. */
async function copyAll(names: ReadonlyMap<string, string>, { stage, places }: Search): Promise<void> {
  for (const [name, file] of names) await copy(file, join(stage.folder, MODULE, name));
  for (;;) {
    const missing = await findMissingImports(stage.buf, stage.folder);
    if (missing.length === 0) return;
    for (const it of missing) {
      const home = places.find((place) => existsSync(join(place, it.name)));
      if (home === undefined) throw new NotFound(it, places[0] ?? "");
      await copy(join(home, it.name), join(stage.folder, MODULE, it.name));
    }
  }
}

async function copy(file: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, await readFile(file));
}
