import { Command } from "commander";
import type { CatalogEntry, CommandContext } from "../command.js";
import { addServiceCommand } from "../dynamic/service-command.js";
import { namesOf, serviceNames } from "./names.js";
import { readWords } from "./read-words.js";

/**
 * What may stand at the end of an unfinished command line.
 *
 * @param words the words before, and the beginning of the one to complete, which may be empty
 * @returns whole words, sorted
 */
export async function complete(words: readonly string[], context: CommandContext): Promise<string[]> {
  const before = words.slice(0, -1);
  const begun = words.at(-1) ?? "";
  const candidates = await candidatesAfter(before, begun, context);
  return [...new Set(candidates)].filter((it) => it.startsWith(begun)).sort();
}

async function candidatesAfter(
  before: readonly string[],
  begun: string,
  context: CommandContext,
): Promise<readonly string[]> {
  const entry = context.catalog.find((it) => startsWith(before, it.name.split(" ")));
  if (entry !== undefined) return afterCommand(entry, { before, begun, context });
  const commands = nextWords(before, context);
  if (before.length === 0)
    return begun.startsWith("-") ? [] : [...commands, ...(await serviceNames(context))];
  return commands.length > 0 ? commands : afterService(before, begun, context);
}

interface Unfinished {
  readonly before: readonly string[];
  readonly begun: string;
  readonly context: CommandContext;
}

/** Flags, what a flag takes, or what an argument may be. */
async function afterCommand(
  entry: CatalogEntry,
  { before, begun, context }: Unfinished,
): Promise<readonly string[]> {
  if (entry.name === "help") return nextWords(before.slice(1), context);
  const command = new Command();
  (await entry.load()).configure(command, context);
  const { given, waiting } = readWords(before.slice(entry.name.split(" ").length), command.options);
  if (waiting !== undefined) return waiting.argChoices ?? [];
  if (begun.startsWith("-")) return flagsOf(command);
  const named = command.registeredArguments;
  // The last argument may be given several times.
  const index = named.at(-1)?.variadic ? Math.min(given.length, named.length - 1) : given.length;
  const kind = entry.names?.[index];
  return kind === undefined ? (named[index]?.argChoices ?? []) : namesOf(kind, given, context);
}

/** Endpoints of a service, in both of their spellings, flags for their fields, and what these may be. */
async function afterService(
  [name = "", ...before]: readonly string[],
  begun: string,
  context: CommandContext,
): Promise<readonly string[]> {
  const { registry } = await context.connect();
  const program = new Command();
  await addServiceCommand(program, await registry.getService(name, { signal: context.signal }), context);
  const [service] = program.commands;
  const [word] = before;
  if (word === undefined) return service?.commands.flatMap((it) => [it.name(), ...it.aliases()]) ?? [];
  const endpoint = service?.commands.find((it) => it.name() === word || it.aliases().includes(word));
  if (endpoint === undefined) return [];
  const { waiting } = readWords(before, endpoint.options);
  if (waiting !== undefined) return waiting.argChoices ?? [];
  return begun.startsWith("-") ? flagsOf(endpoint) : [];
}

/** The words that lead on towards a command. */
function nextWords(before: readonly string[], { catalog }: CommandContext): string[] {
  return catalog
    .filter((it) => !it.hidden && startsWith(it.name.split(" "), before))
    .flatMap((it) => it.name.split(" ")[before.length] ?? []);
}

function startsWith(words: readonly string[], beginning: readonly string[]): boolean {
  return beginning.every((it, index) => words[index] === it);
}

function flagsOf(command: Command): string[] {
  return ["--help", ...command.options.flatMap((it) => it.long ?? [])];
}
