import type { Command } from "commander";
import type { Answers } from "../../scaffold/project/answers.js";
import { type NewProject, newProject } from "../../scaffold/project/new-project.js";
import { initRepository, installDependencies, PostStepError } from "../../scaffold/project/post-steps.js";
import { answerRequest, printCommand } from "../../scaffold/project/request.js";
import type { CommandContext } from "../command.js";
import { IncompleteError, UsageError } from "../failure.js";
import { addNewFlags, type NewFlags, readRequest } from "../project/new-flags.js";
import { printInterrupted, printJson, printPlan, printReport } from "../project/new-report.js";
import { withProgress } from "../project/progress.js";

/** `micro new NAME`: writes a project that is ready to run. */
export function configure(command: Command, context: CommandContext): void {
  addNewFlags(command)
    .argument("[name]", "a name, a scoped name (@acme/user-api), or the path of a new folder")
    .addHelpText("after", EXAMPLES)
    .action(async (name: string | undefined) => {
      await create(name || undefined, command.optsWithGlobals<NewFlags>(), context);
    });
}

const EXAMPLES = `
--registry, which every command has, says where the project's services find each other:
mdns (default), etcd, consul, or kubernetes.

--type api writes HTTP paths into the contract, which micro api answers with calls of the service.

Examples:
  micro new greeter
  micro new greeter --registry consul
  micro new @acme/user-api --namespace go.micro.srv --pm pnpm
  micro new services/greeter --no-k8s --ci none --install`;

async function create(name: string | undefined, given: NewFlags, context: CommandContext): Promise<void> {
  const { target, flags } = name === undefined ? await ask(given, context) : { target: name, flags: given };
  const { signal, stderr, stdout, cwd } = context;
  const request = readRequest(target, flags);
  const answers = await withProgress("reading the contract", stderr, () => answerRequest(request, context));
  const { dryRun = false, force = false, json = false } = flags;
  const project = await withProgress(`writing ${answers.names.directory}`, stderr, () =>
    newProject(answers, { dryRun, force, signal }),
  );
  const { installed, problems } = dryRun ? nothingDone : await finish({ answers, project, flags }, context);
  const print = json ? printJson : dryRun ? printPlan : printReport;
  stdout.write(print({ answers, project, installed, problems, dryRun, cwd }));
  if (problems.length > 0) throw new IncompleteError(problems.join("\n"));
}

interface Finished {
  readonly installed: boolean;
  readonly problems: readonly string[];
}

const nothingDone: Finished = { installed: false, problems: [] };

interface Written {
  readonly answers: Answers;
  readonly project: NewProject;
  readonly flags: NewFlags;
}

/** The steps after a project is in its place. One that fails keeps none from the others. */
async function finish({ answers, project, flags }: Written, context: CommandContext): Promise<Finished> {
  const { install = false, git = true } = flags;
  const { signal, stderr, cwd } = context;
  const problems: string[] = [];
  const attempt = async (what: string, step: () => Promise<unknown>) => {
    await withProgress(what, stderr, step).catch((error) => {
      if (!(error instanceof PostStepError)) throw error;
      problems.push(error.message);
    });
  };
  try {
    if (install) await attempt("installing packages", () => installDependencies(answers, signal));
    const installed = install && problems.length === 0;
    // A first commit would take in what is not the project's: a key, perhaps.
    if (git && project.isAlone) await attempt("committing to git", () => initRepository(answers, signal));
    return { installed, problems };
  } catch (error) {
    if (signal.aborted)
      stderr.write(printInterrupted({ answers, project, installed: false, problems, dryRun: false, cwd }));
    throw error;
  }
}

async function ask(flags: NewFlags, context: CommandContext): Promise<{ target: string; flags: NewFlags }> {
  const { askForProject, canAsk } = await import("../project/new-questions.js");
  if (canAsk(context, flags)) return await askForProject(flags, context);
  const example = printCommand(readRequest("greeter", flags));
  throw new UsageError(`a name is missing; for example: ${example}`);
}
