import { unavailable } from "../../errors/errors.js";
import type { Logger } from "../../logger/logger.js";
import type { Node, Registry } from "../../registry/registry.js";
import { WatchedService } from "../../registry/watched-service.js";
import type { Outbox } from "./outbox.js";

/** The version under which subscribers register that want every message; others bear the name of their queue. */
export const broadcastVersion = "ff.http.broadcast";

const refreshMs = 60_000;

export interface TopicPublisherOptions {
  readonly registry: Registry;
  readonly logger: Logger;
  readonly outbox: Outbox;
  /** How many messages wait for the first subscriber. */
  readonly backlog: number;
}

/** The name under which the subscribers of a topic register. */
export function topicService(topic: string): string {
  return `topic:${topic}`;
}

/** Sends the messages of one topic to whoever the registry says subscribed. */
export class TopicPublisher {
  readonly #topic: string;
  readonly #options: TopicPublisherOptions;
  readonly #watched: WatchedService;
  /** What was published before anybody subscribed. */
  readonly #kept: Buffer[] = [];
  #isLoaded = false;

  constructor(topic: string, options: TopicPublisherOptions) {
    const { registry, logger } = options;
    this.#topic = topic;
    this.#options = options;
    const onChange = (): void => this.#sendKept();
    this.#watched = new WatchedService(topicService(topic), { registry, logger, refreshMs, onChange });
  }

  /** @throws {MicroError} 503 when the registry fails, or a subscriber's backlog is full */
  async publish(envelope: Buffer): Promise<void> {
    if (this.#isLoaded) this.#watched.refresh();
    else await this.#load();
    if (this.#watched.services.length === 0) {
      this.#keep(envelope);
      return;
    }
    const refused = this.#send(envelope);
    if (refused > 0) {
      const whose = `${refused} subscriber${refused === 1 ? "" : "s"} of ${this.#topic}`;
      throw unavailable("go.micro.broker", `the message was lost for ${whose}: the backlog is full`);
    }
  }

  close(): void {
    this.#watched.close();
    this.#drop(this.#kept.splice(0).length, "nobody subscribed before the broker was closed");
  }

  async #load(): Promise<void> {
    try {
      await this.#watched.load();
    } catch (error) {
      throw unavailable("go.micro.broker", `the subscribers of ${this.#topic} are unknown: ${String(error)}`);
    }
    this.#isLoaded = true;
  }

  #keep(envelope: Buffer): void {
    this.#kept.push(envelope);
    const excess = this.#kept.splice(0, this.#kept.length - this.#options.backlog);
    this.#drop(excess.length, "nobody subscribed, and the backlog is full");
  }

  #sendKept(): void {
    if (this.#watched.services.length === 0) return;
    for (const envelope of this.#kept.splice(0)) this.#send(envelope);
  }

  #drop(count: number, reason: string): void {
    if (count === 0) return;
    this.#options.outbox.dropped += count;
    this.#options.logger.info("messages were dropped", { topic: this.#topic, count, reason });
  }

  /** To every node without a queue, and to one node of each queue. @returns how many subscribers refused it */
  #send(envelope: Buffer): number {
    const choices = this.#watched.services.flatMap(({ version, nodes }) =>
      version === broadcastVersion
        ? nodes.map(
            ({ id }) =>
              () =>
                this.#nodesOf(version).find((node) => node.id === id),
          )
        : [() => anyOf(this.#nodesOf(version))],
    );
    return choices.filter((choose) => {
      const node = choose();
      return (
        node !== undefined && !this.#options.outbox.offer({ topic: this.#topic, envelope, choose }, node)
      );
    }).length;
  }

  #nodesOf(version: string): readonly Node[] {
    return this.#watched.services.find((service) => service.version === version)?.nodes ?? [];
  }
}

function anyOf(nodes: readonly Node[]): Node | undefined {
  return nodes[Math.floor(Math.random() * nodes.length)];
}
