import type { Command } from "commander";
import type { CommandContext } from "../command.js";
import { complete } from "../completion/complete.js";

/** `micro complete -- WORDS`: what shells ask, one candidate per line. */
export function configure(command: Command, context: CommandContext): void {
  command.argument("[words...]").action(async (words: string[]) => {
    const start = lengthOfSystem(words);
    if (start > 0) {
      // Completion asks the same system.
      await context.run([...words.slice(0, start), "complete", "--", ...words.slice(start)]);
      return;
    }
    context.stdout.write((await complete(words, context)).map((it) => `${it}\n`).join(""));
  });
}

/** How many of the first words name the system that the command line is about. */
function lengthOfSystem(words: readonly string[]): number {
  let length = 0;
  while (words.length > length + 2 && /^--registry(-address)?$/.test(words[length] ?? "")) length += 2;
  return length;
}
