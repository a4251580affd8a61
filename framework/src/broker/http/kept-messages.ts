import type { MessageCounts } from "./outbox.js";

/** A message whose subscriber is yet to come, or to come back. */
export interface KeptMessage {
  readonly topic: string;
  /** Whose members it is for; undefined when it is for whoever subscribes first. */
  readonly queue: string | undefined;
  readonly envelope: Buffer;
}

export interface KeptMessagesOptions {
  /** How many are kept for one topic, and ten times as many for all of them. */
  readonly backlog: number;
  readonly counts: MessageCounts;
  /** Hears which one had to go. */
  readonly onDrop: (message: KeptMessage) => void;
}

/** Messages that nobody takes now. When there are too many, the oldest go. */
export class KeptMessages {
  readonly #options: KeptMessagesOptions;
  /** From the oldest. */
  readonly #all = new Set<KeptMessage>();
  readonly #byTopic = new Map<string, Set<KeptMessage>>();

  constructor(options: KeptMessagesOptions) {
    this.#options = options;
  }

  add(message: KeptMessage): void {
    const { backlog } = this.#options;
    const ofTopic = this.#byTopic.get(message.topic) ?? new Set();
    this.#byTopic.set(message.topic, ofTopic);
    ofTopic.add(message);
    this.#all.add(message);
    this.#options.counts.pending += 1;
    if (ofTopic.size > backlog) this.#dropOldest(ofTopic);
    else if (this.#all.size > backlog * 10) this.#dropOldest(this.#all);
  }

  has(topic: string): boolean {
    return this.#byTopic.has(topic);
  }

  /** Takes out what is kept of a topic for some queues, and for whoever comes first. */
  take(topic: string, isWanted: (queue: string | undefined) => boolean): KeptMessage[] {
    const taken = [...(this.#byTopic.get(topic) ?? [])].filter(({ queue }) => isWanted(queue));
    for (const message of taken) this.#delete(message);
    return taken;
  }

  #dropOldest(crowd: Set<KeptMessage>): void {
    const [oldest] = crowd;
    if (oldest === undefined) return;
    this.#delete(oldest);
    this.#options.onDrop(oldest);
  }

  #delete(message: KeptMessage): void {
    const ofTopic = this.#byTopic.get(message.topic);
    ofTopic?.delete(message);
    if (ofTopic?.size === 0) this.#byTopic.delete(message.topic);
    this.#all.delete(message);
    this.#options.counts.pending -= 1;
  }
}
