import { type Command, Option } from "commander";
import type { StreamSide } from "../../scaffold/add/proto-text.js";
import type { CommandContext } from "../command.js";
import { type AddFlags, runAdd } from "../project/add-command.js";

/** `micro add method NAME` */
export function configure(command: Command, context: CommandContext): void {
  command
    .argument("<name>", "what the method is called: SayBye, or Greeter.SayBye")
    .addOption(new Option("--stream <side>", "who sends a stream").choices(["server", "client", "both"]))
    .option("--dry-run", "show what would change, and change nothing")
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExample:\n  micro add method Greeter.SayBye --stream server")
    .action(async (name: string, flags: AddFlags & { readonly stream?: StreamSide }) => {
      const { stream } = flags;
      await runAdd({ kind: "method", name, ...(stream && { stream }) }, flags, context);
    });
}
