import { addToProject } from "../../scaffold/add/add-to-project.js";
import type { Addition } from "../../scaffold/add/addition.js";
import { findProject } from "../../scaffold/project/find-project.js";
import type { CommandContext } from "../command.js";
import { CommandError } from "../failure.js";
import { unplacedText } from "./generate-report.js";
import { withProgress } from "./progress.js";

/** The flags that every `micro add` has. */
export interface AddFlags {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** What each `micro add` does, once it is known what to add. */
export async function runAdd(addition: Addition, flags: AddFlags, context: CommandContext): Promise<void> {
  const { cwd, signal, stdout, stderr } = context;
  const { dryRun = false, json = false } = flags;
  const project = findProject(cwd);
  const { files, unplaced } = await withProgress(`adding to ${project}`, stderr, () =>
    addToProject(project, addition, { dryRun, signal }),
  );
  const paths = [...files.keys()];
  stdout.write(
    json ? `${JSON.stringify({ dryRun, files: paths, unplaced }, null, 2)}\n` : printFiles(paths, dryRun),
  );
  if (unplaced.length > 0) throw new CommandError(unplacedText(unplaced));
}

function printFiles(paths: readonly string[], dryRun: boolean): string {
  const verb = dryRun ? "write   " : "written ";
  return `${paths.map((path) => `${verb} ${path}\n`).join("")}${dryRun ? "\nNothing was written.\n" : ""}`;
}
