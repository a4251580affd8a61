import { unavailable } from "../../errors/errors.js";
import type { Logger } from "../../logger/logger.js";
import type { Node, Registry, ServiceRecord } from "../../registry/registry.js";
import { WatchedService } from "../../registry/watched-service.js";
import type { KeptMessages } from "./kept-messages.js";
import { Lane } from "./lane.js";
import type { Outbox } from "./outbox.js";

/** The version under which subscribers register that want every message; others bear the name of their queue. */
export const broadcastVersion = "ff.http.broadcast";

/** How old what is known of subscribers may be, beside what a watch says. */
export const refreshMs = 60_000;

export interface TopicPublisherOptions {
  readonly registry: Registry;
  readonly logger: Logger;
  readonly outbox: Outbox;
  readonly kept: KeptMessages;
  /** How many messages wait for one subscriber. */
  readonly backlog: number;
}

/** Who shares each message: the one node of a subscriber, or those of a queue. */
interface Audience {
  readonly name: string;
  readonly queue: string | undefined;
  readonly nodes: readonly Node[];
}

/** The name under which the subscribers of a topic register. */
export function topicService(topic: string): string {
  return `topic:${topic}`;
}

/** Sends the messages of one topic to whoever the registry says subscribed. */
export class TopicPublisher {
  /** When it was last published to, in milliseconds since the epoch. */
  usedAt: number = Date.now();
  readonly #topic: string;
  readonly #options: TopicPublisherOptions;
  readonly #watched: WatchedService;
  readonly #lanes = new Map<string, Lane>();
  #isLoaded = false;

  constructor(topic: string, options: TopicPublisherOptions) {
    const { registry, logger } = options;
    this.#topic = topic;
    this.#options = options;
    const onChange = (services: readonly ServiceRecord[]): void => this.#update(services);
    this.#watched = new WatchedService(topicService(topic), { registry, logger, refreshMs, onChange });
  }

  /** Nobody subscribed. */
  get isUnheard(): boolean {
    return this.#served().length === 0;
  }

  /** No message waits, or is on its way. */
  get isQuiet(): boolean {
    return !this.#options.kept.has(this.#topic) && [...this.#lanes.values()].every((lane) => lane.isEmpty);
  }

  /** @throws {MicroError} 503 when the registry fails, or a subscriber's backlog is full */
  async publish(envelope: Buffer): Promise<void> {
    this.usedAt = Date.now();
    if (this.#isLoaded) this.#watched.refresh();
    else await this.#load();
    const lanes = this.#served();
    if (lanes.length === 0) this.#options.kept.add({ topic: this.#topic, queue: undefined, envelope });
    const refused = lanes.filter((lane) => !lane.offer(envelope)).length;
    if (refused === 0) return;
    this.#options.outbox.counts.dropped += refused;
    const whose = `${refused} subscriber${refused === 1 ? "" : "s"} of ${this.#topic}`;
    throw unavailable("go.micro.broker", `the message was lost for ${whose}: the backlog is full`);
  }

  close(): void {
    const { kept, outbox } = this.#options;
    this.#watched.close();
    const waiting = [...this.#lanes.values()].flatMap((lane) => lane.takeWaiting());
    const count = waiting.length + kept.take(this.#topic, () => true).length;
    outbox.drop(count, "messages were lost: the broker was closed", { topic: this.#topic });
  }

  async #load(): Promise<void> {
    try {
      await this.#watched.load();
    } catch (error) {
      throw unavailable("go.micro.broker", `the subscribers of ${this.#topic} are unknown: ${String(error)}`);
    }
    this.#isLoaded = true;
  }

  /** The lanes of those who are there. */
  #served(): Lane[] {
    return [...this.#lanes.values()].filter((lane) => !lane.isDeserted);
  }

  #update(services: readonly ServiceRecord[]): void {
    const audiences = services.flatMap(audiencesOf);
    for (const audience of audiences) this.#laneOf(audience).update(audience.nodes);
    const present = new Set(audiences.map(({ name }) => name));
    for (const [name, lane] of this.#lanes) {
      if (present.has(name)) continue;
      lane.update([]);
      if (lane.isEmpty) this.#lanes.delete(name);
    }
    this.#sendKept(audiences);
  }

  #laneOf(audience: Audience): Lane {
    const known = this.#lanes.get(audience.name);
    if (known !== undefined) return known;
    const { outbox, backlog } = this.#options;
    const onAbandoned = (envelopes: Buffer[]): void => this.#takeBack(envelopes, audience);
    const lane = new Lane({ topic: this.#topic, outbox, backlog, onAbandoned });
    this.#lanes.set(audience.name, lane);
    return lane;
  }

  /**
   * A queue gets its messages when a member is there again. Those of another subscriber, which is not known when it
   * comes back, are for whoever subscribes next, unless somebody else is there who got them all the while.
   */
  #takeBack(envelopes: readonly Buffer[], { name, queue }: Audience): void {
    const { kept, outbox } = this.#options;
    if (queue !== undefined || this.isUnheard) {
      for (const envelope of envelopes) kept.add({ topic: this.#topic, queue, envelope });
      return;
    }
    const fields = { topic: this.#topic, nodes: [name] };
    outbox.drop(envelopes.length, "messages were lost: their subscriber has left", fields);
  }

  #sendKept(audiences: readonly Audience[]): void {
    if (audiences.length === 0) return;
    const { kept, outbox } = this.#options;
    const queues = new Set(audiences.map(({ queue }) => queue));
    const messages = kept.take(this.#topic, (queue) => queue === undefined || queues.has(queue));
    let refused = 0;
    for (const { queue, envelope } of messages) {
      const receivers = audiences.filter((it) => queue === undefined || it.queue === queue);
      refused += receivers.filter((it) => !this.#laneOf(it).offer(envelope)).length;
    }
    outbox.drop(refused, "messages were lost: the backlog is full", { topic: this.#topic });
  }
}

function audiencesOf({ version, nodes }: ServiceRecord): Audience[] {
  if (nodes.length === 0) return [];
  if (version !== broadcastVersion) return [{ name: `queue ${version}`, queue: version, nodes }];
  return nodes.map((node) => ({ name: node.id, queue: undefined, nodes: [node] }));
}
