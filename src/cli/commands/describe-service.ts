import type { Command } from "commander";
import type { CommandContext } from "../command.js";
import { type OutputFlag, outputOption } from "../flags.js";
import { findService } from "../lookup.js";
import { examples } from "../text/examples.js";
import { protoText } from "../text/proto-text.js";
import { tabbedJson } from "../text/tabbed-json.js";

/** `micro describe service NAME`: what it answers, as a .proto file would say it. */
export function configure(command: Command, context: CommandContext): void {
  command
    .argument("<name>", "the registered name of a service")
    .addOption(outputOption())
    .addHelpText("after", examples("micro describe service greeter"))
    .action(async (name: string, flags: OutputFlag) => {
      const { registry } = await context.connect();
      const [first] = await findService(registry, name, context.signal);
      const endpoints = first?.endpoints ?? [];
      context.stdout.write(flags.output === "json" ? tabbedJson(endpoints) : protoText(endpoints));
    });
}
