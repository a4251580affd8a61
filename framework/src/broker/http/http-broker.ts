import { randomUUID } from "node:crypto";
import type { ConnectionOptions, TlsOptions } from "node:tls";
import type { Logger } from "../../logger/logger.js";
import { silentLogger } from "../../logger/silent-logger.js";
import { checkOption, duration, positive } from "../../options/check-option.js";
import { advertisable } from "../../registry/advertised-address.js";
import type { Registry } from "../../registry/registry.js";
import type {
  Broker,
  BrokerHandler,
  BrokerMessage,
  BrokerSubscribeOptions,
  Subscription,
} from "../broker.js";
import { Intake } from "../intake.js";
import { encodeEnvelope } from "./envelope.js";
import { HttpSubscription } from "./http-subscription.js";
import { type KeptMessage, KeptMessages } from "./kept-messages.js";
import { MessageServer } from "./message-server.js";
import { Outbox } from "./outbox.js";
import { refreshMs, TopicPublisher } from "./topic-publisher.js";

export interface HttpBrokerOptions {
  /** Where subscribers register, and publishers find them. */
  readonly registry: Registry;
  /**
   * Where messages are received: `host:port`, with port 0 for any. It is opened by the first subscription.
   * @default ":0"
   */
  readonly address?: string;
  /**
   * Where publishers reach this process, if not at `address`: `host:port`, or one of them.
   * @default the address, or this machine's first private one
   */
  readonly advertise?: string;
  /**
   * How many messages may wait: for one subscriber that is slow or away, and for a topic without subscribers; ten
   * times as many for all such topics.
   * @default 1_000
   */
  readonly backlog?: number;
  /**
   * How long a subscriber may take to handle a message; `Infinity` for ever. After that it counts as lost.
   * @default 60_000
   */
  readonly timeoutMs?: number;
  /**
   * The longest message that is taken, in bytes, with its header and in base64.
   * @default 16 MiB
   */
  readonly maxMessageBytes?: number;
  /**
   * Receives by HTTPS with the server's certificate; sends to subscribers that do so with the client's options, which
   * say whom to trust. Certificates are verified.
   * @default plain HTTP
   */
  readonly tls?: { readonly server?: TlsOptions; readonly client?: ConnectionOptions };
  /**
   * Hears of messages that were lost, and of handlers that threw.
   * @default none
   */
  readonly logger?: Logger;
}

/** What happened to the messages of a broker. */
export interface HttpBrokerCounters {
  /** Handled by a subscriber; a message for three subscribers counts three times. */
  readonly delivered: number;
  /** On their way, or waiting, also for a subscriber that is yet to come. */
  readonly pending: number;
  /** Lost: the backlog was full, the subscriber did not answer, or it left while others stayed. */
  readonly dropped: number;
}

/** A broker with its counters. */
export interface HttpBroker extends Broker {
  readonly counters: HttpBrokerCounters;
}

/** How long `close` waits for messages on their way. */
const flushMs = 5_000;

/**
 * Makes a broker that needs no server: publishers post each message to every subscriber, as Go Micro's do.
 *
 * `publish` resolves when the message is in the backlog of each subscriber; it is sent beside, 16 at a time, and up
 * to four times when the connection fails. So a message may arrive twice, and order is not kept. Where the backlog
 * of a subscriber is full, `publish` rejects with 503, and `counters.dropped` counts it; other subscribers get it.
 * The messages of a queue wait for whichever member has room.
 *
 * Messages of a topic without subscribers wait for the first, and those of a queue whose last member left for the
 * next; where too many wait, the oldest are dropped and counted. A topic that nothing waits for is forgotten a minute
 * after it was last published to.
 */
export function createHttpBroker(options: HttpBrokerOptions): HttpBroker {
  return new NodeHttpBroker(options);
}

class NodeHttpBroker implements HttpBroker {
  readonly name = "http";
  readonly #options: HttpBrokerOptions;
  readonly #logger: Logger;
  readonly #backlog: number;
  readonly #server: MessageServer;
  readonly #outbox: Outbox;
  readonly #kept: KeptMessages;
  readonly #id = `broker-${randomUUID()}`;
  readonly #topics = new Map<string, TopicPublisher>();
  readonly #subscriptions = new Set<HttpSubscription>();
  /** How many messages were lost that nobody subscribed to. */
  #overflow = 0;
  #closed: Promise<void> | undefined;

  constructor(options: HttpBrokerOptions) {
    const { address = ":0", advertise, tls } = options;
    const { backlog = 1_000, timeoutMs = 60_000, maxMessageBytes = 16 * 1024 * 1024 } = options;
    checkOption("broker option `advertise`", advertise, advertisable);
    checkOption("broker option `backlog`", backlog, positive);
    checkOption("broker option `timeoutMs`", timeoutMs, duration);
    checkOption("broker option `maxMessageBytes`", maxMessageBytes, positive);
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
    this.#backlog = backlog;
    this.#server = new MessageServer({ address, advertise, tls: tls?.server, maxMessageBytes });
    this.#outbox = new Outbox({ logger: this.#logger, timeoutMs, tls: tls?.client });
    const onDrop = (message: KeptMessage): void => this.#onDrop(message);
    this.#kept = new KeptMessages({ backlog, counts: this.#outbox.counts, onDrop });
  }

  get counters(): HttpBrokerCounters {
    return { ...this.#outbox.counts };
  }

  async publish(topic: string, message: BrokerMessage): Promise<void> {
    this.#checkOpen();
    await this.#publisherOf(topic).publish(encodeEnvelope(topic, message));
  }

  async subscribe(
    topic: string,
    handler: BrokerHandler,
    options: BrokerSubscribeOptions = {},
  ): Promise<Subscription> {
    this.#checkOpen();
    const logger = this.#logger;
    const onError = options.onError ?? ((error) => logger.error("a subscriber failed", { topic, error }));
    const subscription: HttpSubscription = new HttpSubscription(topic, {
      registry: this.#options.registry,
      server: this.#server,
      logger,
      intake: new Intake(handler, onError),
      brokerId: this.#id,
      queue: options.queue,
      isSecure: this.#options.tls?.server !== undefined,
      onClose: () => this.#subscriptions.delete(subscription),
    });
    this.#subscriptions.add(subscription);
    try {
      await subscription.open();
    } catch (error) {
      await subscription.close();
      throw error;
    }
    return subscription;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    await Promise.all(Array.from(this.#subscriptions, (subscription) => subscription.close()));
    await this.#outbox.close(flushMs);
    for (const publisher of this.#topics.values()) publisher.close();
    await this.#server.close();
  }

  #publisherOf(topic: string): TopicPublisher {
    const known = this.#topics.get(topic);
    if (known === undefined) this.#forgetIdle();
    // The one that was used last goes to the end.
    else this.#topics.delete(topic);
    const publisher =
      known ??
      new TopicPublisher(topic, {
        registry: this.#options.registry,
        logger: this.#logger,
        outbox: this.#outbox,
        kept: this.#kept,
        backlog: this.#backlog,
      });
    this.#topics.set(topic, publisher);
    return publisher;
  }

  /** Its subscribers would have to be looked up again anyway. */
  #forgetIdle(): void {
    for (const [topic, publisher] of this.#topics) {
      if (Date.now() - publisher.usedAt < refreshMs) return;
      if (publisher.isQuiet) this.#forget(topic, publisher);
    }
  }

  #onDrop({ topic }: KeptMessage): void {
    const { counts } = this.#outbox;
    counts.dropped += 1;
    this.#overflow += 1;
    // A topic that nobody hears must not fill the log, too.
    if ((this.#overflow - 1) % this.#backlog === 0) {
      const message = "messages are lost: nobody subscribed, and the backlog is full";
      this.#logger.warn(message, { topic, dropped: counts.dropped });
    }
    const publisher = this.#topics.get(topic);
    if (publisher?.isUnheard && publisher.isQuiet) this.#forget(topic, publisher);
  }

  #forget(topic: string, publisher: TopicPublisher): void {
    this.#topics.delete(topic);
    publisher.close();
  }

  #checkOpen(): void {
    if (this.#closed !== undefined)
      throw new TypeError("broker: expected it open, but this http broker was closed");
  }
}
