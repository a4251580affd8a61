import type { DescMessage } from "@bufbuild/protobuf";
import type { CommandContext } from "../command.js";
import { isSubscriber } from "../endpoint-kind.js";
import { CommandError } from "../failure.js";
import { readProtoSchema } from "./proto-schema.js";
import { reflectMessageIfKnown } from "./reflected-schema.js";
import { findMessage } from "./service-schema.js";

/** What a user says of the messages of a topic. */
export interface TopicFlags {
  readonly proto?: string;
  /** The full name of their type. */
  readonly message?: string;
}

/**
 * The type of the messages of a topic: as the user says, or as those who subscribed do.
 *
 * @throws {CommandError} where nobody says
 */
export async function topicMessage(
  topic: string,
  { proto, message }: TopicFlags,
  context: CommandContext,
): Promise<DescMessage> {
  const given = proto === undefined ? undefined : await readProtoSchema(proto, context);
  if (given !== undefined && message !== undefined) {
    const found = findMessage(given, message);
    if (found === undefined) throw new CommandError(`${proto} declares no message "${message}"`);
    return found;
  }
  for (const { service, type } of await findSubscribers(topic, context)) {
    const found =
      given === undefined
        ? await reflectMessageIfKnown(service, message ?? type, context)
        : findMessage(given, message ?? type);
    if (found !== undefined) return found;
  }
  throw new CommandError(
    `nobody who subscribed to ${topic} describes its messages; give them: --proto FILE --message TYPE`,
  );
}

interface TopicSubscriber {
  readonly service: string;
  /** Go's name of the type that it takes. */
  readonly type: string;
}

async function findSubscribers(
  topic: string,
  { connect, signal }: CommandContext,
): Promise<TopicSubscriber[]> {
  const { registry } = await connect();
  const names = await registry.listServices({ signal });
  const versions = (await Promise.all(names.map((it) => registry.getService(it, { signal })))).flat();
  return versions.flatMap(({ name, endpoints }) =>
    endpoints
      .filter((it) => isSubscriber(it) && it.metadata.topic === topic)
      .flatMap(({ request }) => (request === null ? [] : [{ service: name, type: request.type }])),
  );
}
