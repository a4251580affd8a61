import type { Command } from "commander";
import type { CommandContext } from "../command.js";
import { askNodes, type NodeAnswer } from "../debug/ask-nodes.js";
import { nodeTable } from "../debug/node-table.js";
import { CommandError } from "../failure.js";
import { type OutputFlag, outputOption } from "../flags.js";
import { findService } from "../lookup.js";
import { examples } from "../text/examples.js";
import { tabbedJson } from "../text/tabbed-json.js";

/** `micro health SERVICE`: whether each of its nodes answers. */
export function configure(command: Command, context: CommandContext): void {
  command
    .argument("<service>", "the registered name of a service")
    .addOption(outputOption())
    .addHelpText("after", examples("micro health greeter"))
    .action(async (name: string, flags: OutputFlag) => {
      const { registry } = await context.connect();
      const versions = await askNodes(
        await findService(registry, name, context.signal),
        "Debug.Health",
        context,
      );
      const answers = versions.flatMap((it) => it.answers);
      const rows = answers.map((it) => ({ node: it.node, status: status(it) }));
      context.stdout.write(
        flags.output === "json"
          ? tabbedJson(rows)
          : nodeTable(versions, ["\tstatus"], (it) => [`\t${status(it)}`]),
      );
      const silent = rows.filter((it) => it.status !== "ok").map((it) => it.node.id);
      if (silent.length > 0)
        throw new CommandError(`${silent.length} of ${rows.length} nodes are not ok: ${silent.join(", ")}`);
    });
}

function status({ reply, error }: NodeAnswer): string {
  return error === undefined ? String(reply?.status) : error.detail;
}
