import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { askSupervisor } from "../../runtime/control/control-client.js";
import { openRunFolder } from "../../runtime/run-folder.js";
import type { CommandContext } from "../command.js";
import { CommandError } from "../failure.js";

/** Starts the same command line in the background, and returns once it is under way. */
export async function runDetached(argv: readonly string[], context: CommandContext): Promise<void> {
  const folder = await openRunFolder(context.env);
  const log = folder.log("micro-run");
  const file = openSync(log, "w", 0o600);
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? "", ...argv], {
    cwd: context.cwd,
    env: context.env,
    detached: true,
    stdio: ["ignore", file, file],
  });
  closeSync(file);
  const { pid } = child;
  let isOver = pid === undefined;
  child.once("exit", () => {
    isOver = true;
  });
  while (!isOver && pid !== undefined && !context.signal.aborted) {
    const reply = await askSupervisor(folder.socket(pid), { ask: "status" });
    if (reply !== undefined) {
      child.unref();
      context.stdout.write(`${reply.services.map((it) => it.name).join("\n")}\n`);
      context.stderr.write(`running below process ${pid}; see micro ps, micro logs NAME, micro kill NAME\n`);
      return;
    }
    await delay(50);
  }
  throw new CommandError(
    `it did not start: ${readFileSync(log, "utf8")
      .trim()
      .replace(/^error: /, "")}`,
  );
}
