import type { Command } from "commander";
import { findProject } from "../../scaffold/project/find-project.js";
import { type Upgraded, upgradeProject } from "../../scaffold/upgrade/upgrade-project.js";
import type { CommandContext } from "../command.js";
import { CommandError } from "../failure.js";
import { withProgress } from "../project/progress.js";

interface UpgradeFlags {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `micro upgrade`: brings a project what the templates have become. */
export function configure(command: Command, context: CommandContext): void {
  command
    .option("--dry-run", "show what would change, and change nothing")
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExample:\n  micro upgrade --dry-run")
    .action(async ({ dryRun = false, json = false }: UpgradeFlags) => {
      const { cwd, signal, stdout, stderr } = context;
      const project = findProject(cwd);
      const result = await withProgress(`upgrading ${project}`, stderr, () =>
        upgradeProject(project, { dryRun, signal }),
      );
      stdout.write(json ? printJson(result, dryRun) : print(result, dryRun));
      const conflicts = [...result.files].filter(([, fate]) => fate === "conflict").map(([path]) => path);
      if (conflicts.length > 0)
        throw new CommandError(`both sides changed the same lines; resolve: ${conflicts.join(", ")}`);
    });
}

function print({ files, steps, from, to }: Upgraded, dryRun: boolean): string {
  if (files.size === 0) return `Everything is as ${to} would write it.\n`;
  const lines = [...files].map(([path, fate]) => {
    const taken = (steps.get(path) ?? []).map((step) => `         step ${step}\n`);
    return `${fate.padEnd(8)} ${path}\n${taken.join("")}`;
  });
  const end = dryRun ? "Nothing was changed." : "See it with: git diff";
  return `${lines.join("")}\nFrom ${from} to ${to}. ${end}\n`;
}

function printJson({ files, steps, from, to }: Upgraded, dryRun: boolean): string {
  const result = { dryRun, from, to, files: Object.fromEntries(files), steps: Object.fromEntries(steps) };
  return `${JSON.stringify(result, null, 2)}\n`;
}
