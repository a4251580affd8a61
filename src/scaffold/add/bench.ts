/*
 * A copy of what may change in a project, to work on. What comes out of it is put into the project in one go, or not
 * at all.
 */
import { existsSync } from "node:fs";
import { cp, lstat, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { readModules } from "../contract/proto-modules.js";
import type { FilePlan } from "../files/file-plan.js";
import { readFiles } from "../files/project-files.js";
import { BUF_TEMPLATE, readBufTemplate } from "../tools/buf-template.js";

/** @returns the files that the work has changed or added, and its result */
export async function withBench<T>(
  project: string,
  work: (bench: string) => Promise<T>,
): Promise<{ readonly changes: FilePlan; readonly result: T }> {
  const bench = await mkdtemp(join(tmpdir(), "micro-bench-"));
  try {
    for (const part of await findParts(project)) await copyPart(project, bench, part);
    const before = await readFiles(bench);
    const result = await work(bench);
    const after = await readFiles(bench);
    return { changes: new Map([...after].filter(([path, file]) => !isSame(before.get(path), file))), result };
  } finally {
    await rm(bench, { recursive: true, force: true });
  }
}

interface Part {
  readonly path: string;
  /** Which of its files are wanted. */
  readonly files: RegExp;
}

/** All that `micro add` reads or writes; a project may hold anything else, of any size. */
async function findParts(project: string): Promise<Part[]> {
  const { folders } = await readBufTemplate(project);
  return [
    ...[BUF_TEMPLATE, "buf.yaml", "buf.lock", ".micro", ...folders].map((path) => ({ path, files: /./ })),
    ...(await readModules(project)).map((path) => ({ path, files: /\.proto$/ })),
    ...["src", "test"].map((path) => ({ path, files: /\.ts$/ })),
  ];
}

async function copyPart(project: string, bench: string, { path, files }: Part): Promise<void> {
  const source = join(project, path);
  if (!existsSync(source)) return;
  await cp(source, join(bench, path), {
    recursive: true,
    filter: async (file) => {
      const name = basename(file);
      const found = await lstat(file);
      if (found.isDirectory()) return file === source || (name !== "node_modules" && name !== ".git");
      return files.test(name) && (found.isFile() || found.isSymbolicLink());
    },
  });
}

type File = { readonly contents: string | Uint8Array };

function isSame(a: File | undefined, b: File): boolean {
  return a !== undefined && Buffer.from(a.contents).equals(Buffer.from(b.contents));
}
