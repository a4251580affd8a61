import { resolve } from "node:path";
import type { Command } from "commander";
import { findServices } from "../../runtime/plan/find-services.js";
import { PlanError } from "../../runtime/plan/service-plan.js";
import { NothingRuns, supervise } from "../../runtime/supervisor.js";
import type { CommandContext } from "../command.js";
import { CommandError } from "../failure.js";
import { runDetached } from "../run/run-detached.js";
import { examples } from "../text/examples.js";

interface Flags {
  readonly watch: boolean;
  readonly detach?: boolean;
}

/** `micro run [folder...]`: builds and runs services, and follows their changes. For development. */
export function configure(command: Command, context: CommandContext): void {
  command
    .argument("[folder...]", "services, folders with services below, or with a micro.yaml (default: here)")
    .option("-d, --detach", "go on in the background; see micro ps, logs and kill")
    .option("--no-watch", "do not build and restart when sources change")
    .addHelpText("after", help)
    .action((folders: string[], flags: Flags) => run(folders, flags, context));
}

async function run(folders: readonly string[], flags: Flags, context: CommandContext): Promise<void> {
  if (process.platform === "win32")
    throw new CommandError("micro run needs process groups, which Windows lacks; use WSL");
  const { env, signal, stdout } = context;
  try {
    const paths = (folders.length === 0 ? ["."] : folders).map((it) => resolve(context.cwd, it));
    const plans = await findServices(paths);
    if (flags.detach)
      return await runDetached(["run", ...paths, ...(flags.watch ? [] : ["--no-watch"])], context);
    await supervise(plans, {
      registry: (await context.connect()).registry,
      env,
      signal,
      watch: flags.watch,
      colours: stdout.isTTY === true && !env.NO_COLOR,
      write: (text) => stdout.write(text),
    });
  } catch (error) {
    throw error instanceof PlanError || error instanceof NothingRuns
      ? new CommandError(error.message)
      : error;
  }
}

const help = `${examples("micro run", "micro run ./users ./greeter", "micro run -d && micro logs greeter -f")}

A folder can say in its micro.yaml which services it has:

  services:
    users:   { path: ./users, port: 9091 }
    greeter: { path: ./greeter, depends: [users], env: { LOG_LEVEL: debug } }
  env: { MICRO_REGISTRY: mdns }

Each is built by its package's build script and started by its start script, and again when
it changes or crashes. One that cannot run is left down until it changes; with --no-watch,
micro run ends when all are down. For production, use what your platform has: systemd,
Docker, Kubernetes.`;
