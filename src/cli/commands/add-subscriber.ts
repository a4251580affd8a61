import type { Command } from "commander";
import type { CommandContext } from "../command.js";
import { type AddFlags, runAdd } from "../project/add-command.js";

/** `micro add subscriber NAME` */
export function configure(command: Command, context: CommandContext): void {
  command
    .argument("<name>", "what has happened: user-created")
    .option("--topic <topic>", "the topic, if it is not called like the event")
    .option("--dry-run", "show what would change, and change nothing")
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExample:\n  micro add subscriber user-created --topic users")
    .action(async (name: string, flags: AddFlags & { readonly topic?: string }) => {
      const { topic } = flags;
      await runAdd({ kind: "subscriber", name, ...(topic !== undefined && { topic }) }, flags, context);
    });
}
