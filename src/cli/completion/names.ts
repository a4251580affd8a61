import { listSupervisors } from "../../runtime/control/control-client.js";
import { openRunFolder } from "../../runtime/run-folder.js";
import type { CatalogEntry, CommandContext } from "../command.js";
import { isTopic, topicNames } from "../topics.js";

type Kind = NonNullable<CatalogEntry["names"]>[number];

/** What an argument of a kind may name. @param given the arguments before it */
export async function namesOf(
  kind: Kind,
  given: readonly string[],
  context: CommandContext,
): Promise<string[]> {
  switch (kind) {
    case "service":
      return serviceNames(context);
    case "endpoint":
      return endpointNames(given[0] ?? "", context);
    case "topic":
      return topicNames(context);
    case "run":
      return runNames(context);
  }
}

export async function serviceNames({ connect, signal }: CommandContext): Promise<string[]> {
  const { registry } = await connect();
  return (await registry.listServices({ signal })).filter((it) => !isTopic(it));
}

async function endpointNames(service: string, { connect, signal }: CommandContext): Promise<string[]> {
  const { registry } = await connect();
  const versions = await registry.getService(service, { signal });
  return versions.flatMap((it) => it.endpoints.map(({ name }) => name));
}

/** What `micro run` runs. */
async function runNames({ env }: CommandContext): Promise<string[]> {
  const supervisors = await listSupervisors(await openRunFolder(env));
  return supervisors.flatMap((it) => it.services.map(({ name }) => name));
}
