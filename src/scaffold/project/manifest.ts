import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import type { FilePlan } from "../files/file-plan.js";
import { readIfThere } from "../files/project-files.js";
import { LOCKFILE } from "../lock/lockfile.js";
import { Refusal } from "../refusal.js";
import type { Answers } from "./answers.js";

export const MANIFEST_PATH = ".micro/manifest.json";

/** How a project was made: what `micro upgrade` and `micro generate` know it by. */
export interface Manifest {
  /** The version of the toolkit that wrote the project. */
  readonly version: string;
  readonly answers: Readonly<Record<string, string | boolean>>;
  /** The SHA-256 of every file as written, but the lockfile's. */
  readonly files: Readonly<Record<string, string>>;
}

export function createManifest(
  version: string,
  answers: Answers,
  files: Readonly<Record<string, string>>,
): Manifest {
  return {
    version,
    answers: {
      kind: answers.kind,
      ...(answers.contract.given !== undefined && { from: answers.contract.given.from }),
      ...(answers.template !== undefined && { template: basename(answers.template) }),
      name: answers.names.packageName,
      ...(answers.namespace !== undefined && { namespace: answers.namespace }),
      command: answers.command,
      alias: answers.names.alias,
      service: answers.names.registryName,
      ...(answers.contract.target !== answers.names.registryName && { target: answers.contract.target }),
      registry: answers.registry,
      packageManager: answers.packageManager,
      ci: answers.ci,
      docker: answers.docker,
      kubernetes: answers.kubernetes,
    },
    files: Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** The hashes of files, by path. A lockfile is the package manager's, from the first installation on. */
export function hashFiles(files: FilePlan): Record<string, string> {
  const recorded = [...files].filter(([path]) => path !== LOCKFILE);
  return Object.fromEntries(recorded.map(([path, { contents }]) => [path, hash(contents)]));
}

/**
 * @returns undefined when `micro new` did not write the project
 * @throws {Refusal} when it cannot be read
 */
export async function readManifest(project: string): Promise<Manifest | undefined> {
  const file = join(project, MANIFEST_PATH);
  const text = await readIfThere(file);
  if (text === undefined) return undefined;
  const manifest = parseObject(text);
  if (typeof manifest?.version === "string" && isObject(manifest.answers) && isObject(manifest.files))
    return manifest as unknown as Manifest;
  throw new Refusal(`${file} is not what micro new wrote; restore it: git checkout ${MANIFEST_PATH}`);
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function printManifest(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** The SHA-256 of a file. */
export function hash(contents: string | Uint8Array): string {
  return createHash("sha256").update(contents).digest("hex");
}
