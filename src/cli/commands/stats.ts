import type { Command } from "commander";
import type { CommandContext } from "../command.js";
import { askNodes, type NodeAnswer } from "../debug/ask-nodes.js";
import { nodeTable } from "../debug/node-table.js";
import { CommandError } from "../failure.js";
import { type OutputFlag, outputOption } from "../flags.js";
import { findService } from "../lookup.js";
import { formatDuration } from "../text/duration.js";
import { examples } from "../text/examples.js";
import { tabbedJson } from "../text/tabbed-json.js";

/** `micro stats SERVICE`: since when each of its nodes runs, and what it uses. */
export function configure(command: Command, context: CommandContext): void {
  command
    .argument("<service>", "the registered name of a service")
    .addOption(outputOption())
    .addHelpText("after", examples("micro stats greeter", "micro stats greeter --output json"))
    .action(async (name: string, flags: OutputFlag) => {
      const { registry } = await context.connect();
      const versions = await askNodes(
        await findService(registry, name, context.signal),
        "Debug.Stats",
        context,
      );
      const answers = versions.flatMap((it) => it.answers);
      const heads = ["\tstarted", "uptime", "memory", "threads", "gc"];
      context.stdout.write(
        flags.output === "json"
          ? tabbedJson(answers.map(({ node, reply, error }) => ({ node, stats: reply, error })))
          : nodeTable(versions, heads, cells),
      );
      const silent = answers.filter((it) => it.error !== undefined).map((it) => it.node.id);
      if (silent.length > 0)
        throw new CommandError(`${silent.length} of ${answers.length} nodes gave none: ${silent.join(", ")}`);
    });
}

function cells({ reply, error }: NodeAnswer): string[] {
  if (error !== undefined) return [`\t${error.detail}`];
  const number = (name: string): number => Number(reply?.[name] ?? 0);
  return [
    `\t${startedText(new Date(number("started") * 1000))}`,
    formatDuration(number("uptime") * 1e9),
    `${(number("memory") / 1024 / 1024).toFixed(2)}mb`,
    String(number("threads")),
    formatDuration(number("gc")),
  ];
}

/** `Nov 22 22:34:03`, in local time. */
function startedText(date: Date): string {
  const [, month, day, , time] = date.toString().split(" ");
  return `${month} ${Number(day)} ${time}`;
}
