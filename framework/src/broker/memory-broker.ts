import type { Logger } from "../logger/logger.js";
import { silentLogger } from "../logger/silent-logger.js";
import { Metadata } from "../metadata/metadata.js";
import type { Broker, BrokerHandler, BrokerMessage, BrokerSubscribeOptions, Subscription } from "./broker.js";
import { Intake } from "./intake.js";

/** What several memory brokers of one process have in common. */
export interface MemoryBus {
  /** The subscriptions of each topic. */
  readonly topics: Map<string, Set<MemorySubscription>>;
}

export interface MemoryBrokerOptions {
  /**
   * Brokers that are given the same bus hear each other.
   * @default a bus of its own
   */
  readonly bus?: MemoryBus;
  /**
   * Hears what handlers threw whose subscription has no `onError`.
   * @default none
   */
  readonly logger?: Logger;
}

/** Makes a bus for several {@link createMemoryBroker}. */
export function createMemoryBus(): MemoryBus {
  return { topics: new Map() };
}

/**
 * Makes a broker inside this process: for tests, and for several services in one process.
 *
 * A message for a topic that nobody subscribed to is gone. A subscriber that is busy with 1,024 messages makes
 * publishers wait.
 */
export function createMemoryBroker(options: MemoryBrokerOptions = {}): Broker {
  return new MemoryBroker(options);
}

class MemoryBroker implements Broker {
  readonly name = "memory";
  readonly #bus: MemoryBus;
  readonly #logger: Logger;
  readonly #subscriptions = new Set<MemorySubscription>();
  #turn = 0;
  #closed = false;

  constructor(options: MemoryBrokerOptions) {
    this.#bus = options.bus ?? createMemoryBus();
    this.#logger = options.logger ?? silentLogger;
  }

  async publish(topic: string, message: BrokerMessage): Promise<void> {
    this.#checkOpen();
    // To each a copy, made before anybody waits: neither the publisher nor a subscriber changes what others see.
    const deliveries = this.#receivers(topic).map(({ intake }) => ({ intake, copy: copyOf(message) }));
    for (const { intake, copy } of deliveries) {
      await intake.ready();
      void intake.take(copy);
    }
  }

  async subscribe(
    topic: string,
    handler: BrokerHandler,
    options: BrokerSubscribeOptions = {},
  ): Promise<Subscription> {
    this.#checkOpen();
    const onError =
      options.onError ?? ((error) => this.#logger.error("a subscriber failed", { topic, error }));
    const subscription = new MemorySubscription(topic, options.queue, {
      intake: new Intake(handler, onError),
      onClose: () => {
        this.#subscriptions.delete(subscription);
        this.#bus.topics.get(topic)?.delete(subscription);
      },
    });
    this.#subscriptions.add(subscription);
    const others = this.#bus.topics.get(topic);
    if (others === undefined) this.#bus.topics.set(topic, new Set([subscription]));
    else others.add(subscription);
    return subscription;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Everyone without a queue, and of each queue one, in turn. */
  #receivers(topic: string): MemorySubscription[] {
    const receivers: MemorySubscription[] = [];
    const queues = new Map<string, MemorySubscription[]>();
    for (const subscription of this.#bus.topics.get(topic) ?? []) {
      const { queue } = subscription;
      if (queue === undefined) receivers.push(subscription);
      else queues.set(queue, [...(queues.get(queue) ?? []), subscription]);
    }
    this.#turn += 1;
    for (const members of queues.values())
      receivers.push(...members.slice(this.#turn % members.length).slice(0, 1));
    return receivers;
  }

  #checkOpen(): void {
    if (this.#closed) throw new TypeError("broker: expected it open, but this memory broker was closed");
  }
}

function copyOf({ header, body }: BrokerMessage): BrokerMessage {
  return { header: new Metadata(header), body: Buffer.from(body) };
}

class MemorySubscription implements Subscription {
  readonly topic: string;
  readonly queue: string | undefined;
  readonly intake: Intake;
  readonly #onClose: () => void;

  constructor(topic: string, queue: string | undefined, parts: { intake: Intake; onClose: () => void }) {
    this.topic = topic;
    this.queue = queue;
    this.intake = parts.intake;
    this.#onClose = parts.onClose;
  }

  async close(): Promise<void> {
    this.#onClose();
    await this.intake.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
