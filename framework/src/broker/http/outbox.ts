import { Agent } from "node:http";
import { Agent as TlsAgent } from "node:https";
import { setTimeout as delay } from "node:timers/promises";
import type { ConnectionOptions } from "node:tls";
import type { Logger } from "../../logger/logger.js";
import type { Node } from "../../registry/registry.js";
import { PostError, postMessage } from "./post-message.js";

/** A message on its way to one subscriber. */
export interface Delivery {
  readonly topic: string;
  readonly envelope: Buffer;
  /** Whom to send it to now; undefined when there is nobody any more. It is asked before each attempt. */
  readonly choose: () => Node | undefined;
}

export interface OutboxOptions {
  readonly logger: Logger;
  readonly backlog: number;
  readonly timeoutMs: number;
  readonly tls: ConnectionOptions | undefined;
}

/** How long to wait before the second, the third ... attempt. */
const pausesMs = [100, 500, 2_000];
/** How many messages are on their way to one node at a time. */
const maxInFlight = 16;

/** Sends messages to subscribers, beside whoever published them. */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #agent: Agent;
  readonly #tlsAgent: TlsAgent;
  readonly #closing = new AbortController();
  /** What waits for a node that has enough to do. */
  readonly #lanes = new Map<string, { inFlight: number; readonly waiting: Delivery[] }>();
  #pending = 0;
  #idle: (() => void) | undefined;
  delivered = 0;
  dropped = 0;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#agent = new Agent({ keepAlive: true });
    this.#tlsAgent = new TlsAgent({ keepAlive: true, ...options.tls });
  }

  /** How many messages are waiting or on their way. */
  get pending(): number {
    return this.#pending;
  }

  /** @returns false when too much is waiting for that node already: the message is not taken */
  offer(delivery: Delivery, node: Node): boolean {
    const lane = this.#lanes.get(node.id) ?? { inFlight: 0, waiting: [] };
    this.#lanes.set(node.id, lane);
    if (lane.waiting.length >= this.#options.backlog) {
      this.dropped += 1;
      return false;
    }
    this.#pending += 1;
    if (lane.inFlight < maxInFlight) void this.#run(node.id, delivery);
    else lane.waiting.push(delivery);
    return true;
  }

  /** Waits for what is on its way, but no longer than so; what is left then is lost, and said to the logger. */
  async close(timeoutMs: number): Promise<void> {
    if (this.#pending > 0) {
      const idle = new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
      const limit = new AbortController();
      await Promise.race([idle, delay(timeoutMs, undefined, { signal: limit.signal }).catch(() => {})]);
      limit.abort();
    }
    this.#closing.abort();
    this.#agent.destroy();
    this.#tlsAgent.destroy();
  }

  async #run(nodeId: string, first: Delivery): Promise<void> {
    const lane = this.#lanes.get(nodeId);
    if (lane === undefined) return;
    lane.inFlight += 1;
    for (
      let delivery: Delivery | undefined = first;
      delivery !== undefined;
      delivery = lane.waiting.shift()
    ) {
      await this.#deliver(delivery);
      this.#pending -= 1;
      if (this.#pending === 0) this.#idle?.();
    }
    lane.inFlight -= 1;
    if (lane.inFlight === 0) this.#lanes.delete(nodeId);
  }

  async #deliver({ topic, envelope, choose }: Delivery): Promise<void> {
    const { logger, timeoutMs } = this.#options;
    const { signal } = this.#closing;
    for (const pauseMs of [...pausesMs, 0]) {
      const node = choose();
      // Who left the registry does not want the message any more.
      if (node === undefined) return;
      try {
        await postMessage(node, envelope, { agent: this.#agent, tlsAgent: this.#tlsAgent, timeoutMs });
        this.delivered += 1;
        return;
      } catch (error) {
        const isLast = pauseMs === 0 || !(error instanceof PostError && error.isRepeatable);
        if (isLast || signal.aborted) {
          this.dropped += 1;
          logger.warn("a message was not delivered", { topic, node: node.id, error });
          return;
        }
      }
      await delay(pauseMs, undefined, { signal }).catch(() => {});
    }
  }
}
