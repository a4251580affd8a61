import type { Command } from "commander";
import type { CommandContext } from "../command.js";
import { type AddFlags, runAdd } from "../project/add-command.js";

/** `micro add service NAME` */
export function configure(command: Command, context: CommandContext): void {
  command
    .argument("<name>", "what the service is called: billing")
    .option("--dry-run", "show what would change, and change nothing")
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExample:\n  micro add service billing")
    .action(async (name: string, flags: AddFlags) => {
      await runAdd({ kind: "service", name }, flags, context);
    });
}
