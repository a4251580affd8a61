import type { Command } from "commander";
import type { CommandContext } from "../command.js";
import { repl } from "../repl/repl.js";
import { examples } from "../text/examples.js";

/** `micro cli`: the same commands, at a prompt. */
export function configure(command: Command, context: CommandContext): void {
  command
    .addHelpText(
      "after",
      `${examples("micro cli", "echo 'list services' | micro cli")}

The lines after \`stream greeter Greeter.Chat -\` are its messages, until Ctrl-C. Tab completes, the arrow keys bring
back what was typed before, exit or Ctrl-D leaves.`,
    )
    .action(() => repl(context));
}
