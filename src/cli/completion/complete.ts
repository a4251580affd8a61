import { Command } from "commander";
import type { CatalogEntry, CommandContext } from "../command.js";

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
  if (entry === undefined) {
    const commands = nextWords(before, context);
    return before.length > 0 || begun.startsWith("-")
      ? commands
      : [...commands, ...(await serviceNames(context))];
  }
  if (begun.startsWith("-")) return flagsOf(entry, context);
  const given = before.slice(entry.name.split(" ").length).filter((it) => !it.startsWith("-"));
  switch (entry.names?.[given.length]) {
    case "service":
      return serviceNames(context);
    case "endpoint":
      return endpointNames(given[0] ?? "", context);
    default:
      return [];
  }
}

/** The words that lead on towards a command. */
function nextWords(before: readonly string[], { catalog }: CommandContext): string[] {
  return catalog
    .filter((it) => !it.hidden && startsWith(it.name.split(" "), before))
    .map((it) => it.name.split(" ")[before.length] ?? "");
}

function startsWith(words: readonly string[], beginning: readonly string[]): boolean {
  return beginning.every((it, index) => words[index] === it);
}

async function flagsOf(entry: CatalogEntry, context: CommandContext): Promise<string[]> {
  const command = new Command();
  (await entry.load()).configure(command, context);
  return ["--help", ...command.options.flatMap((it) => it.long ?? [])];
}

async function serviceNames(context: CommandContext): Promise<string[]> {
  const { registry } = await context.connect();
  return registry.listServices({ signal: context.signal });
}

async function endpointNames(service: string, context: CommandContext): Promise<string[]> {
  const { registry } = await context.connect();
  const versions = await registry.getService(service, { signal: context.signal });
  return versions.flatMap((it) => it.endpoints.map(({ name }) => name));
}
