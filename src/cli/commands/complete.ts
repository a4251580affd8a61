import type { Command } from "commander";
import type { CommandContext } from "../command.js";
import { complete } from "../completion/complete.js";

/** `micro complete -- WORDS`: what shells ask, one candidate per line. */
export function configure(command: Command, context: CommandContext): void {
  command.argument("[words...]").action(async (words: string[]) => {
    context.stdout.write((await complete(words, context)).map((it) => `${it}\n`).join(""));
  });
}
