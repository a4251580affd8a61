import type { Command } from "commander";
import type { ServiceStatus } from "../../runtime/control/control.js";
import { listSupervisors } from "../../runtime/control/control-client.js";
import { openRunFolder } from "../../runtime/run-folder.js";
import type { CommandContext } from "../command.js";
import { type OutputFlag, outputOption } from "../flags.js";
import { formatDuration } from "../text/duration.js";
import { examples } from "../text/examples.js";
import { tabbedJson } from "../text/tabbed-json.js";

/** `micro ps`: what `micro run` runs, asked of it at this moment. */
export function configure(command: Command, context: CommandContext): void {
  command
    .addOption(outputOption())
    .addHelpText("after", examples("micro ps", "micro ps --output json"))
    .action(async (flags: OutputFlag) => {
      const supervisors = await listSupervisors(await openRunFolder(context.env));
      const services = supervisors.flatMap((it) => it.services);
      context.stdout.write(flags.output === "json" ? tabbedJson(services) : table(services));
    });
}

function table(services: readonly ServiceStatus[]): string {
  const rows = [["NAME", "STATE", "PID", "UPTIME", "RESTARTS", "ADDRESS", "FOLDER"], ...services.map(row)];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((it) => it[column]?.length ?? 0)));
  return rows
    .map(
      (it) =>
        `${it
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}

function row({ name, state, failure, pid, startedAt, restarts, address, folder }: ServiceStatus): string[] {
  const seconds = startedAt === undefined ? undefined : Math.floor((Date.now() - startedAt) / 1000);
  const uptime = seconds === undefined ? "-" : formatDuration(seconds * 1e9);
  const stateText = failure === undefined ? state : `${state} (${failure})`;
  return [name, stateText, String(pid ?? "-"), uptime, String(restarts), address ?? "-", folder];
}
