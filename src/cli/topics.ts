/*
 * What the registry tells of topics: the HTTP broker registers each subscription there, as a service of its own.
 */
import type { CommandContext } from "./command.js";

const prefix = "topic:";

/** The version of those who want every message; others share those of their queue, which is the version. */
const everyMessage = "ff.http.broadcast";

/** Whether a registered name stands for a topic. */
export function isTopic(name: string): boolean {
  return name.startsWith(prefix);
}

/** The topics that somebody subscribed to. */
export async function topicNames({ connect, signal }: CommandContext): Promise<string[]> {
  const { registry } = await connect();
  const names = await registry.listServices({ signal });
  return names.filter(isTopic).map((it) => it.slice(prefix.length));
}

/**
 * How many get a message of a topic: each subscriber, but only one of each queue.
 *
 * @returns undefined with a broker that keeps this to itself
 */
export async function countSubscribers(
  topic: string,
  { connect, signal }: CommandContext,
): Promise<number | undefined> {
  const { broker, registry } = await connect();
  if (broker.name !== "http") return undefined;
  const versions = await registry.getService(`${prefix}${topic}`, { signal });
  return versions.reduce((sum, { version, nodes }) => sum + (version === everyMessage ? nodes.length : 1), 0);
}
