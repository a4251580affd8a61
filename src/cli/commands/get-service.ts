import type { Command } from "commander";
import type { CommandContext } from "../command.js";
import { type OutputFlag, outputOption } from "../flags.js";
import { findService } from "../lookup.js";
import { examples } from "../text/examples.js";
import { serviceText } from "../text/service-text.js";
import { tabbedJson } from "../text/tabbed-json.js";

/** `micro get service NAME`: its versions, nodes and endpoints. */
export function configure(command: Command, context: CommandContext): void {
  command
    .argument("<name>", "the registered name of a service")
    .addOption(outputOption())
    .addHelpText("after", examples("micro get service greeter", "micro get service greeter --output json"))
    .action(async (name: string, flags: OutputFlag) => {
      const { registry } = await context.connect();
      const versions = await findService(registry, name, context.signal);
      context.stdout.write(flags.output === "json" ? tabbedJson(versions) : serviceText(versions));
    });
}
