import { type Client, MicroError, type Node, rawMethod, type ServiceRecord } from "@ts-micro/framework";
import type { CommandContext } from "../command.js";

/** A version of a service, and what each of its nodes answered. */
export interface VersionAnswers {
  readonly service: ServiceRecord;
  readonly answers: readonly NodeAnswer[];
}

/** What one node answered: the fields of the reply, or why there is none. */
export interface NodeAnswer {
  readonly node: Node;
  readonly reply?: Readonly<Record<string, unknown>>;
  readonly error?: MicroError;
}

/** Asks every node of a service one of the questions that all services answer. */
export async function askNodes(
  versions: readonly ServiceRecord[],
  endpoint: "Debug.Health" | "Debug.Stats",
  context: CommandContext,
): Promise<VersionAnswers[]> {
  const { client } = await context.connect();
  return Promise.all(
    versions.map(async (service) => ({
      service,
      answers: await Promise.all(
        service.nodes.map((node) => askNode({ client, service, node }, endpoint, context.signal)),
      ),
    })),
  );
}

interface Target {
  readonly client: Client;
  readonly service: ServiceRecord;
  readonly node: Node;
}

async function askNode(
  { client, service, node }: Target,
  endpoint: string,
  signal: AbortSignal,
): Promise<NodeAnswer> {
  const request = { service: service.name, method: rawMethod(endpoint, "unary") };
  try {
    const body = await client.call(request, new TextEncoder().encode("{}"), {
      contentType: "application/json",
      // Found by a filter and not by its address, a node is called on the wire it names.
      filters: [() => [{ ...service, nodes: [node] }]],
      retries: 0,
      signal,
    });
    return { node, reply: JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown> };
  } catch (error) {
    return { node, error: MicroError.from(error, "micro") };
  }
}
