/*
 * A plan is what a project will consist of, in memory, before anything is written.
 */
import { Refusal } from "../refusal.js";
import { isWindowsDevice } from "../reserved-names.js";

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
 * @throws {Refusal} naming the path that cannot: it may come from a template or a contract of the user's
 */
export function checkPlan(plan: FilePlan): void {
  const seen = new Map<string, string>();
  for (const path of plan.keys()) {
    const problem = findPathProblem(path);
    if (problem !== undefined)
      throw new Refusal(`${JSON.stringify(path)} cannot be in a project: ${problem}; give it another name`);
    const folded = path.toLowerCase();
    const other = seen.get(folded);
    if (other !== undefined) {
      throw new Refusal(`a project cannot hold both "${other}" and "${path}": they differ only in case`);
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
    if (segment.toLowerCase() === ".git") return "the repository is git's";
    if (segment.toLowerCase() === "node_modules") return "what is installed is the package manager's";
    if (/[. ]$/.test(segment) || isWindowsDevice(segment)) return "Windows has no such file name";
  }
  return undefined;
}
