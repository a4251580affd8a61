import { randomUUID } from "node:crypto";
import type { Logger } from "../../logger/logger.js";
import { Registration } from "../../registry/registration.js";
import type { Node, Registry, ServiceRecord } from "../../registry/registry.js";
import type { Subscription } from "../broker.js";
import type { Intake } from "../intake.js";
import type { MessageServer } from "./message-server.js";
import { broadcastVersion, topicService } from "./topic-publisher.js";

/** How long a subscription is remembered that is not renewed, and how often it is. */
const ttlMs = 60_000;
const intervalMs = 30_000;

export interface HttpSubscriptionOptions {
  readonly registry: Registry;
  readonly server: MessageServer;
  readonly logger: Logger;
  readonly intake: Intake;
  /** Begins the id of the node. */
  readonly brokerId: string;
  readonly queue: string | undefined;
  readonly isSecure: boolean;
  readonly onClose: () => void;
}

/** A subscription: a node of its own in the registry, at the address of the message server. */
export class HttpSubscription implements Subscription {
  readonly topic: string;
  readonly #options: HttpSubscriptionOptions;
  readonly #id: string;
  #registration: Registration | undefined;
  #closed: Promise<void> | undefined;

  constructor(topic: string, options: HttpSubscriptionOptions) {
    this.topic = topic;
    this.#options = options;
    this.#id = `${options.brokerId}.${randomUUID()}`;
  }

  /** Resolves when publishers can find it; where the registry fails, they can as soon as it does not. */
  async open(): Promise<void> {
    const { registry, server, logger, intake, queue, isSecure } = this.#options;
    const node: Node = { id: this.#id, ...(await server.listen()), metadata: { secure: String(isSecure) } };
    const record: ServiceRecord = {
      name: topicService(this.topic),
      version: queue ?? broadcastVersion,
      metadata: {},
      endpoints: [],
      nodes: [node],
    };
    server.add(this.#id, intake);
    this.#registration = new Registration({ registry, record: () => record, ttlMs, intervalMs, logger });
    await this.#registration.start();
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Publishers are told first: what they send in the meantime is still taken. */
  async #close(): Promise<void> {
    const { server, intake, onClose } = this.#options;
    await this.#registration?.close();
    server.delete(this.#id);
    await intake.close();
    onClose();
  }
}
