import type { Command } from "commander";
import type { CommandContext } from "../command.js";
import { CommandError } from "../failure.js";
import { readRequest } from "../request/read-request.js";
import { serviceRecord } from "../request/service-record.js";
import { examples } from "../text/examples.js";

/** `micro deregister service JSON`: takes nodes out of the registry, such as those of a machine that died. */
export function configure(command: Command, context: CommandContext): void {
  command
    .argument("<json...>", "the service with these nodes; or - or @file")
    .addHelpText(
      "after",
      examples(`micro deregister service '{"name":"legacy","nodes":[{"id":"legacy-1"}]}'`),
    )
    .action(async (json: string[]) => {
      const record = serviceRecord((await readRequest(json, context)).value);
      const { registry } = await context.connect();
      await registry.deregister(record);
      const left = (await registry.getService(record.name, { signal: context.signal })).flatMap(
        (it) => it.nodes,
      );
      const stubborn = record.nodes.filter((it) => left.some(({ id }) => id === it.id));
      if (stubborn.length > 0) {
        const ids = stubborn.map((it) => it.id).join(", ");
        throw new CommandError(
          `${ids}: in the ${registry.name} registry, only who registered a node can take it back`,
        );
      }
      context.stdout.write("ok\n");
    });
}
