import type { Command } from "commander";
import { askSupervisor, listSupervisors, type Supervised } from "../../runtime/control/control-client.js";
import { openRunFolder } from "../../runtime/run-folder.js";
import type { CommandContext } from "../command.js";
import { CommandError, UsageError } from "../failure.js";
import { choices } from "../suggestion.js";
import { examples } from "../text/examples.js";

interface Flags {
  readonly all?: boolean;
}

/** `micro kill NAME...`: stops services of `micro run`. One that has none left ends. */
export function configure(command: Command, context: CommandContext): void {
  command
    .argument("[name...]", "services, as micro ps calls them")
    .option("--all", "all services")
    .addHelpText("after", examples("micro kill greeter", "micro kill --all"))
    .action(async (names: string[], flags: Flags) => {
      if (names.length > 0 === (flags.all === true)) throw new UsageError("name services, or give --all");
      const folder = await openRunFolder(context.env);
      const supervisors = await listSupervisors(folder);
      for (const name of flags.all ? runningIn(supervisors) : names) {
        const supervisor = supervisors.find((it) => runningIn([it]).includes(name));
        if (supervisor === undefined)
          throw new CommandError(`${name} does not run${choices(name, runningIn(supervisors))}`);
        await askSupervisor(folder.socket(supervisor.pid), { ask: "stop", service: name });
        context.stdout.write(`stopped ${name}\n`);
      }
    });
}

function runningIn(supervisors: readonly Supervised[]): string[] {
  return supervisors.flatMap((it) =>
    it.services.filter(({ state }) => state !== "stopped").map(({ name }) => name),
  );
}
