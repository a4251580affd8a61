/*
 * A plan is what a project will consist of, in memory, before anything is written.
 */
import { isReservedFileName } from "../reserved-names.js";

export interface PlannedFile {
  readonly contents: string | Uint8Array;
  /** Permission bits. */
  readonly mode: number;
}

/** Files by their path, relative to the project's folder, with forward slashes. */
export type FilePlan = ReadonlyMap<string, PlannedFile>;

/**
 * Checks that a plan can be written as it is, on every system, without leaving the project's folder.
 *
 * @throws {TypeError} naming the path that cannot
 */
export function checkPlan(plan: FilePlan): void {
  const seen = new Map<string, string>();
  for (const path of plan.keys()) {
    const problem = findPathProblem(path);
    if (problem !== undefined)
      throw new TypeError(`A template must not write ${JSON.stringify(path)}: ${problem}`);
    const folded = path.toLowerCase();
    const other = seen.get(folded);
    if (other !== undefined) {
      throw new TypeError(
        `A template must not write both "${other}" and "${path}": they differ only in case`,
      );
    }
    seen.set(folded, path);
  }
}

function findPathProblem(path: string): string | undefined {
  if (path === "") return "the path is empty";
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path)) return "the path is absolute";
  if (/[\\<>:"|?*\p{Cc}]/u.test(path)) return "Windows has no such file name";
  for (const segment of path.split("/")) {
    if (segment === "" || segment === "." || segment === "..") return "the path is not plain";
    if (segment.toLowerCase() === ".git") return "the repository is not the template's";
    if (/[. ]$/.test(segment) || isReservedFileName(segment)) return "Windows has no such file name";
  }
  return undefined;
}
