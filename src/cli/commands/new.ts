import { relative } from "node:path";
import type { Command } from "commander";
import type { Answers } from "../../scaffold/answers.js";
import { deriveNames } from "../../scaffold/names.js";
import { newProject } from "../../scaffold/new-project.js";
import { Refusal } from "../../scaffold/refusal.js";
import { drawTree } from "../../scaffold/tree.js";
import type { CommandContext } from "../command.js";
import { UsageError } from "../failure.js";

interface NewFlags {
  readonly name?: string;
  readonly namespace?: string;
}

/** `micro new NAME`: writes a ready-to-run project. */
export function configure(command: Command, context: CommandContext): void {
  command
    .argument("[name]", "a name, a scoped name (@acme/user-api), or the path of a new folder")
    .option("--name <name>", "the name of the project, if it is not that of its folder")
    .option("--namespace <namespace>", "goes before the name in the registry: go.micro.srv")
    .addHelpText("after", "\nExample:\n  micro new greeter")
    .action(async (name: string | undefined, flags: NewFlags) => {
      try {
        await create(name, flags, context);
      } catch (error) {
        throw error instanceof Refusal ? new UsageError(error.message) : error;
      }
    });
}

async function create(name: string | undefined, flags: NewFlags, context: CommandContext): Promise<void> {
  if (name === undefined) throw new UsageError("a name is missing; for example: micro new greeter");
  const answers: Answers = {
    kind: "service",
    names: deriveNames(name, { ...flags, cwd: context.cwd }),
    packageManager: "npm",
    ci: "github",
    docker: true,
    kubernetes: true,
    command: commandLine(name, flags),
  };
  const project = await newProject(answers, { signal: context.signal });
  const folder = relative(context.cwd, project.directory) || ".";
  context.stdout.write(`${drawTree(folder, project.files)}\n\n`);
  context.stdout.write(`Next:\n  cd ${folder}\n  npm install\n  npm run dev\n`);
}

function commandLine(name: string, flags: NewFlags): string {
  const words = ["micro", "new", name];
  if (flags.name !== undefined) words.push("--name", flags.name);
  if (flags.namespace !== undefined) words.push("--namespace", flags.namespace);
  return words.join(" ");
}
