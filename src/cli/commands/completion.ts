import { Argument, type Command } from "commander";
import type { CommandContext } from "../command.js";
import { completionScripts } from "../completion/scripts.js";
import { examples } from "../text/examples.js";

/** `micro completion SHELL`: a script that completes commands, services and endpoints. */
export function configure(command: Command, context: CommandContext): void {
  command
    .addArgument(new Argument("<shell>", "the shell to complete in").choices(Object.keys(completionScripts)))
    .addHelpText("after", examples("source <(micro completion bash)", "micro completion fish | source"))
    .action((shell: string) => {
      context.stdout.write(completionScripts[shell] ?? "");
    });
}
