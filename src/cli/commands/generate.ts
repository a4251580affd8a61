import type { Command } from "commander";
import { checkGenerated, generateProject } from "../../scaffold/generate/generate-project.js";
import { isCurrent } from "../../scaffold/generate/generated-code.js";
import { findProject } from "../../scaffold/project/find-project.js";
import type { CommandContext } from "../command.js";
import { CommandError } from "../failure.js";
import { driftLines, generatedLines, orphanLines, unplacedText } from "../project/generate-report.js";
import { withProgress } from "../project/progress.js";

interface GenerateFlags {
  readonly check?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `micro generate`: code from the contract, by buf and the right plugin. */
export function configure(command: Command, context: CommandContext): void {
  command
    .option("--check", "only compare: exit with 1 when something is stale, missing or foreign")
    .option("--dry-run", "show what would change, and change nothing")
    .option("--json", "print the result as JSON")
    .addHelpText("after", EXAMPLES)
    .action(async (flags: GenerateFlags) => {
      await (flags.check ? check : generate)(findProject(context.cwd), flags, context);
    });
}

const EXAMPLES = `
Examples:
  micro generate            bring src/gen up to date, add stubs of new methods
  micro generate --check    in CI: is src/gen what proto/ says?

Handlers are yours: they only gain stubs, and those of methods that are gone are named. What they
lack or have too much, the compiler refuses; --check looks at generated code alone.`;

async function check(
  project: string,
  { json }: GenerateFlags,
  { stdout, stderr, signal }: CommandContext,
): Promise<void> {
  const drift = await withProgress(GENERATING, stderr, () => checkGenerated(project, signal));
  const current = isCurrent(drift);
  stdout.write(json ? `${JSON.stringify({ current, ...drift }, null, 2)}\n` : driftLines(drift, CHECKED));
  if (!current) throw new CommandError("generated code is not what the contract says; run: micro generate");
}

async function generate(project: string, flags: GenerateFlags, context: CommandContext): Promise<void> {
  const { stdout, stderr, signal } = context;
  const { dryRun = false, json = false } = flags;
  const result = await withProgress(GENERATING, stderr, () => generateProject(project, { dryRun, signal }));
  stdout.write(json ? `${JSON.stringify({ dryRun, ...result }, null, 2)}\n` : generatedLines(result, dryRun));
  stderr.write(orphanLines(result.orphans));
  if (result.unplaced.length > 0) throw new CommandError(unplacedText(result.unplaced));
}

const GENERATING = "generating code";
const CHECKED = { stale: "stale", missing: "missing", foreign: "foreign" };
