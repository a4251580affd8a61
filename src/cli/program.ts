import { Command, CommanderError } from "commander";
import { Refusal } from "../scaffold/refusal.js";
import { catalog } from "./catalog.js";
import type { CommandContext, Surroundings } from "./command.js";
import { UsageError } from "./failure.js";
import { suggestion } from "./suggestion.js";
import { readVersion } from "./version.js";

/** What a program is run in: its commands may run further command lines. */
export type ProgramContext = Surroundings & Pick<CommandContext, "run">;

/**
 * Parses a command line and runs the command it names, which is loaded only then.
 *
 * @throws {UsageError} with the usage of the command that was meant, and whatever its action throws
 */
export async function runProgram(argv: readonly string[], context: ProgramContext): Promise<void> {
  const program = createProgram(context);
  await addNamedService(program, argv, context);
  let used = program;
  program.hook("preAction", (_, command) => {
    used = command;
  });
  for (const command of allCommands(program)) {
    command.exitOverride((error) => {
      used = command;
      throw error;
    });
  }
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return;
    const isUsage = [UsageError, CommanderError, Refusal].some((it) => error instanceof it);
    throw isUsage ? new UsageError(oneLine(error as Error), { usage: usageOf(used) }) : error;
  }
}

function createProgram(context: ProgramContext): Command {
  const hiddenCommands = new Set<Command>();
  const program = new Command("micro")
    .description("Micro for TypeScript: create, run, explore and call services")
    .version(readVersion(), "-v, --version")
    .option("--registry <name>", "where services are found (env: MICRO_REGISTRY, default: mdns)")
    .option("--registry-address <list>", "its servers, separated by commas (env: MICRO_REGISTRY_ADDRESS)")
    .argument("[command...]")
    .allowUnknownOption()
    .usage("[options] <command>")
    .helpCommand(false)
    .configureHelp({
      visibleCommands: (parent) =>
        [...allCommands(parent)].filter(
          (it) => it !== parent && it.commands.length === 0 && !hiddenCommands.has(it),
        ),
      subcommandTerm: (command) => wordsOf(command).slice(1).join(" "),
    })
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      outputError: () => undefined,
    })
    .action(([word]: string[]) => {
      if (word !== undefined) throw unknownWord(program, word);
      program.outputHelp();
    });
  const commandContext = commandContextOf(program, context);
  program.addHelpText("after", manual);
  for (const { name, group, summary, hidden = false, load } of catalog) {
    const words = name.split(" ");
    const last = words.pop() ?? name;
    const parent = words.reduce(findOrAddGroup, program);
    const command = parent.command(last).description(summary).helpGroup(`${group}:`);
    if (hidden) hiddenCommands.add(command);
    parent.hook("preSubcommand", async (_, chosen) => {
      if (chosen === command) (await load()).configure(command, commandContext);
    });
  }
  return program;
}

const manual = `
Services are commands, too, with a flag for each field:
  micro greeter hello --name John
  micro greeter hello --help

A command prints its result to stdout and all else to stderr. It ends with 0 when it is done, 1 when
it failed, 2 when the command line was wrong, 3 when only a part was done, 130 when interrupted.

Everything about a command: micro help call`;

function commandContextOf(program: Command, context: ProgramContext): CommandContext {
  return { ...context, catalog, connect: () => context.connect(program.opts()) };
}

/** Where the first word is no command, it may be a service, which then is one: `micro greeter Greeter.Hello`. */
async function addNamedService(
  program: Command,
  argv: readonly string[],
  context: ProgramContext,
): Promise<void> {
  const index = indexOfFirstWord(program, argv);
  const name = argv[index];
  if (name === undefined || program.commands.some((it) => it.name() === name)) return;
  program.parseOptions(argv.slice(0, index));
  const commandContext = commandContextOf(program, context);
  const { registry } = await commandContext.connect();
  const versions = await registry.getService(name, { signal: context.signal });
  if (versions.length === 0) return;
  const { addServiceCommand } = await import("./dynamic/service-command.js");
  // What comes after the service is for its endpoint, which may have a field called `version`.
  await addServiceCommand(program.enablePositionalOptions(), versions, commandContext);
}

function indexOfFirstWord(program: Command, argv: readonly string[]): number {
  let index = 0;
  for (let word = argv[index]; word?.startsWith("-"); word = argv[index]) {
    const takesValue = program.options.some((it) => it.required && it.long === word);
    index += takesValue ? 2 : 1;
  }
  return index;
}

/** A word that only leads to commands: the `list` of `list services`. */
function findOrAddGroup(parent: Command, word: string): Command {
  const found = parent.commands.find((it) => it.name() === word);
  if (found !== undefined) return found;
  const group = parent.command(word).helpCommand(false).argument("[what]").usage("<what>");
  return group.action((what: string | undefined) => {
    throw unknownWord(group, what);
  });
}

function* allCommands(command: Command): Iterable<Command> {
  yield command;
  for (const inner of command.commands) yield* allCommands(inner);
}

/** The answer to `micro hlep` and `micro list`. */
function unknownWord(parent: Command, word: string | undefined): UsageError {
  if (word?.startsWith("-")) return new UsageError(`there is no option "${word}"`);
  // What help lists, by its first word: `get` for `get service`.
  const depth = wordsOf(parent).length;
  const visible = parent.createHelp().visibleCommands(parent);
  const known = [...new Set(visible.map((it) => wordsOf(it)[depth] ?? ""))];
  const problem =
    word === undefined
      ? "a command is missing"
      : `there is no command${parent.parent ? "" : " or service"} "${word}"`;
  return new UsageError(`${problem}${suggestion(word, known)}`);
}

function oneLine(error: Error): string {
  return error.message.replace(/^error: /, "").replace(/\n\(D(.*)\)$/, "; d$1");
}

function usageOf(command: Command): string {
  return `${wordsOf(command).join(" ")} ${command.usage()}`;
}

/** `["micro", "list", "services"]` */
function wordsOf(command: Command): string[] {
  return command.parent === null ? [command.name()] : [...wordsOf(command.parent), command.name()];
}
