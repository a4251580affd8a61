import type { Registry, RegistryEvent } from "@ts-micro/framework";
import type { Command } from "commander";
import type { CommandContext } from "../command.js";
import { type OutputFlag, outputOption } from "../flags.js";
import { examples } from "../text/examples.js";
import { tabbedJson } from "../text/tabbed-json.js";

interface Flags extends OutputFlag {
  readonly watch?: boolean;
}

/** `micro list services`, or `micro services` for short: the names of what is registered, one per line. */
export function configure(command: Command, context: CommandContext): void {
  command
    .option("-w, --watch", "go on with every change, until interrupted")
    .addOption(outputOption())
    .addHelpText("after", examples("micro list services", "micro services --watch", "micro services -o json"))
    .action(async (flags: Flags) => {
      const { registry } = await context.connect();
      const names = await registry.listServices({ signal: context.signal });
      context.stdout.write(
        flags.output === "json" ? tabbedJson(names) : names.map((it) => `${it}\n`).join(""),
      );
      if (flags.watch) await watch(registry, context, flags);
    });
}

async function watch(registry: Registry, context: CommandContext, flags: Flags): Promise<void> {
  for await (const event of registry.watch({ signal: context.signal })) {
    context.stdout.write(flags.output === "json" ? `${JSON.stringify(event)}\n` : eventText(event));
  }
}

/** `create  greeter  1.0.0  greeter-1 127.0.0.1:8080` */
function eventText({ action, service }: RegistryEvent): string {
  const nodes = service.nodes.map((it) => `${it.id} ${it.address}:${it.port}`).join(", ");
  return `${[action, service.name, service.version, nodes].filter((it) => it !== "").join("  ")}\n`;
}
