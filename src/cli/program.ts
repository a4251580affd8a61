import { Command } from "commander";
import { catalog } from "./catalog.js";
import type { CatalogEntry, CommandContext } from "./command.js";
import { UsageError } from "./failure.js";
import { version } from "./version.js";

/** Builds `micro` with all of its commands; each is loaded when it is used. */
export function createProgram(context: CommandContext): Command {
  const program = new Command("micro")
    .description("Micro for TypeScript: create, run, explore and call services")
    .version(version, "-v, --version")
    .helpCommand(false)
    .argument("[command]")
    .usage("[options] <command>")
    .action(async (word: string | undefined) => {
      if (word !== undefined) throw await unknownWord(program, word);
      program.outputHelp();
    });
  prepare(program, context);
  for (const entry of catalog) addCommand(program, entry, context);
  return program;
}

function addCommand(program: Command, entry: CatalogEntry, context: CommandContext): void {
  const words = entry.name.split(" ");
  const last = words.pop() ?? entry.name;
  let parent = program;
  for (const word of words) {
    parent = parent.commands.find((it) => it.name() === word) ?? addGroup(parent, word, context);
  }
  const command = prepare(parent.command(last), context).description(entry.summary);
  parent.hook("preSubcommand", async (_, chosen) => {
    if (chosen === command) (await entry.load()).configure(command, context);
  });
}

/** A word that only leads to commands: the `list` of `list services`. */
function addGroup(parent: Command, word: string, context: CommandContext): Command {
  const group = prepare(parent.command(word), context)
    .helpCommand(false)
    .argument("[what]")
    .usage("<what>")
    .action(async (what: string | undefined) => {
      throw await unknownWord(group, what);
    });
  return group;
}

/** The answer to `micro hlep` and `micro list`. */
async function unknownWord(parent: Command, word: string | undefined): Promise<UsageError> {
  const { suggestion } = await import("./suggestion.js");
  const known = parent.commands.map((it) => it.name());
  const problem = word === undefined ? "a command is missing" : `there is no command "${word}"`;
  return new UsageError(`${problem}${suggestion(word, known)}\n${usageOf(parent)}`);
}

/** Commander writes to the process and ends it; here it writes to the context and throws. */
function prepare(command: Command, context: CommandContext): Command {
  return command
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      outputError: () => undefined,
    })
    .exitOverride((error) => {
      if (error.exitCode === 0) throw error;
      throw new UsageError(`${error.message.replace(/^error: /, "")}\n${usageOf(command)}`);
    });
}

function usageOf(command: Command): string {
  const words: string[] = [];
  for (let it: Command | null = command; it !== null; it = it.parent) words.unshift(it.name());
  return `usage: ${words.join(" ")} ${command.usage()}`;
}
