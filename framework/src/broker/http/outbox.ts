import { setMaxListeners } from "node:events";
import { Agent } from "node:http";
import { Agent as TlsAgent } from "node:https";
import type { ConnectionOptions } from "node:tls";
import { abortable } from "../../async/abortable.js";
import { timeLimit } from "../../async/time-limit.js";
import type { LogFields, Logger } from "../../logger/logger.js";
import type { Node } from "../../registry/registry.js";
import { postMessage } from "./post-message.js";

/** What became of messages. */
export interface MessageCounts {
  delivered: number;
  pending: number;
  dropped: number;
}

export interface OutboxOptions {
  readonly logger: Logger;
  readonly timeoutMs: number;
  readonly tls: ConnectionOptions | undefined;
}

/** What all topics of a broker send with: its connections, its counts, and its end. */
export class Outbox {
  readonly counts: MessageCounts = { delivered: 0, pending: 0, dropped: 0 };
  readonly #options: OutboxOptions;
  readonly #agent: Agent;
  readonly #tlsAgent: TlsAgent;
  readonly #closing = new AbortController();
  #moving = 0;
  #onIdle: () => void = () => {};

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#agent = new Agent({ keepAlive: true });
    this.#tlsAgent = new TlsAgent({ keepAlive: true, ...options.tls });
    // Every message that pauses listens to it.
    setMaxListeners(0, this.signal);
  }

  /** Aborts when nothing more is sent. */
  get signal(): AbortSignal {
    return this.#closing.signal;
  }

  /** @throws {PostError} when the node did not take it */
  post(node: Node, envelope: Buffer): Promise<void> {
    const { timeoutMs } = this.#options;
    return postMessage(node, envelope, { agent: this.#agent, tlsAgent: this.#tlsAgent, timeoutMs });
  }

  /** Lets `close` wait for a message on its way. */
  track(delivery: Promise<void>): void {
    this.#moving += 1;
    void delivery.finally(() => {
      this.#moving -= 1;
      if (this.#moving === 0) this.#onIdle();
    });
  }

  /** Counts messages as lost, and says so. */
  drop(count: number, message: string, fields: LogFields): void {
    if (count === 0) return;
    this.counts.dropped += count;
    this.#options.logger.warn(message, { count, ...fields });
  }

  /** Waits for what is on its way, but no longer than so; then it is given up. */
  async close(timeoutMs: number): Promise<void> {
    await abortable(this.#idle(), timeLimit(timeoutMs)).catch(() => {});
    this.#closing.abort();
    this.#agent.destroy();
    this.#tlsAgent.destroy();
    await this.#idle();
  }

  #idle(): Promise<void> {
    if (this.#moving === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onIdle = resolve;
    });
  }
}
