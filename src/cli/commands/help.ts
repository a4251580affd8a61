import type { Command } from "commander";
import type { CommandContext } from "../command.js";
import { UsageError } from "../failure.js";
import { suggestion } from "../suggestion.js";
import { examples } from "../text/examples.js";

/** `micro help [command...]`: the same as `micro [command...] --help`. */
export function configure(command: Command, context: CommandContext): void {
  command.argument("[command...]", "the words of a command");
  command.addHelpText("after", examples("micro help", "micro help list services"));
  command.action(async (words: string[]) => {
    let found = command.parent;
    for (const word of words) {
      const known = found?.commands ?? [];
      found = known.find((it) => it.name() === word) ?? null;
      if (found === null) {
        const names = known.map((it) => it.name());
        throw new UsageError(`there is no command "${words.join(" ")}"${suggestion(word, names)}`);
      }
    }
    await context.run([...words, "--help"]);
  });
}
