import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Refusal } from "../refusal.js";
import { runProcess } from "../tools/run-process.js";

/** @throws {Refusal} unless the project is under git: what it was written as is in its history */
export async function checkTracked(project: string): Promise<void> {
  await statusOf(project);
}

/** @throws {Refusal} unless everything is committed: what an upgrade does must be easy to see, and to take back */
export async function checkClean(project: string): Promise<void> {
  if ((await statusOf(project)) !== "")
    throw new Refusal("there are changes that are not committed; commit or stash them first");
}

async function statusOf(project: string): Promise<string> {
  const status = await git(project, ["status", "--porcelain", "--", "."]).catch(() => undefined);
  if (status !== undefined) return status.trim();
  throw new Refusal(`${project} is not under git; commit it first: git init && git add --all && git commit`);
}

/** The latest committed contents of a file that fit; undefined when there never were any. */
export async function findCommitted(
  project: string,
  path: string,
  fits: (contents: string) => boolean,
): Promise<string | undefined> {
  const commits = await git(project, ["log", "--format=%H", "--", path]);
  for (const commit of commits.split("\n").filter((it) => it !== "")) {
    const contents = await git(project, ["show", `${commit}:./${path}`]).catch(() => undefined);
    if (contents !== undefined && fits(contents)) return contents;
  }
  return undefined;
}

export interface Versions {
  readonly ours: string;
  readonly base: string;
  readonly theirs: string;
}

/** Merges three versions of a text. Where both sides changed the same lines, both stay, between git's markers. */
export async function mergeTexts(
  versions: Versions,
): Promise<{ readonly text: string; readonly conflicts: boolean }> {
  const folder = await mkdtemp(join(tmpdir(), "micro-merge-"));
  try {
    for (const [name, text] of Object.entries(versions)) await writeFile(join(folder, name), text);
    const labels = ["-L", "yours", "-L", "as scaffolded", "-L", "new template"];
    const merge = ["merge-file", "--stdout", ...labels, "ours", "base", "theirs"];
    const text = await git(folder, merge, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    return { text, conflicts: /^<{7} yours$/m.test(text) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function git(cwd: string, args: readonly string[], success: readonly number[] = [0]): Promise<string> {
  return await runProcess("git", args, { name: `git ${args[0]}`, cwd, success });
}
