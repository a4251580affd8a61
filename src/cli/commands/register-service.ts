import { setTimeout as delay } from "node:timers/promises";
import type { Command } from "commander";
import type { CommandContext } from "../command.js";
import { CommandError } from "../failure.js";
import { readRequest } from "../request/read-request.js";
import { serviceRecord } from "../request/service-record.js";
import { examples } from "../text/examples.js";

/** As long as services give themselves: a command that was killed is forgotten soon. */
const ttlMs = 90_000;
const intervalMs = 30_000;

/** `micro register service JSON`: keeps a service registered that cannot do so itself, until interrupted. */
export function configure(command: Command, context: CommandContext): void {
  command
    .argument("<json...>", "the service, as `micro get service NAME --output json` prints one; or - or @file")
    .addHelpText(
      "after",
      examples(
        `micro register service '{"name":"legacy","version":"1","nodes":[{"id":"legacy-1","address":"10.0.0.7","port":8080}]}'`,
      ),
    )
    .action((json: string[]) => register(json, context));
}

async function register(json: readonly string[], context: CommandContext): Promise<void> {
  const record = serviceRecord((await readRequest(json, context)).value);
  const { registry } = await context.connect();
  const { signal } = context;
  try {
    await registry.register(record, { ttlMs });
    context.stdout.write("ok\n");
    context.stderr.write(`${record.name} is registered until you interrupt this\n`);
    while (!signal.aborted) {
      await delay(intervalMs, undefined, { signal }).catch(() => {});
      if (!signal.aborted) await registry.register(record, { ttlMs });
    }
  } catch (error) {
    throw error instanceof TypeError ? new CommandError(error.message) : error;
  } finally {
    await registry.deregister(record).catch(() => {});
  }
}
