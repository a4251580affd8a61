/*
 * A copy of a project to work on. What comes out of it is put into the project in one go, or not at all.
 */
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { FilePlan } from "../files/file-plan.js";
import { readFiles } from "../files/project-files.js";

const LEFT_OUT: ReadonlySet<string> = new Set(["node_modules", ".git", "dist", "coverage", "vendor"]);

/** @returns the files that the work has changed or added, and its result */
export async function withBench<T>(
  project: string,
  work: (bench: string) => Promise<T>,
): Promise<{ readonly changes: FilePlan; readonly result: T }> {
  const bench = await mkdtemp(join(tmpdir(), "micro-bench-"));
  try {
    await cp(project, bench, {
      recursive: true,
      filter: (path) => path === project || !LEFT_OUT.has(basename(path)),
    });
    const before = await readFiles(bench);
    const result = await work(bench);
    const after = await readFiles(bench);
    return { changes: new Map([...after].filter(([path, file]) => !isSame(before.get(path), file))), result };
  } finally {
    await rm(bench, { recursive: true, force: true });
  }
}

type File = { readonly contents: string | Uint8Array };

function isSame(a: File | undefined, b: File): boolean {
  return a !== undefined && Buffer.from(a.contents).equals(Buffer.from(b.contents));
}
