import { setTimeout as delay } from "node:timers/promises";
import type { Node } from "../../registry/registry.js";
import type { Outbox } from "./outbox.js";
import { PostError } from "./post-message.js";

/** How long to wait before the second, the third ... attempt. */
const pausesMs = [100, 500, 2_000];
/** How many messages are on their way to one node at a time. */
const maxInFlight = 16;

/** A message, and what was tried. */
interface Delivery {
  readonly envelope: Buffer;
  readonly triedNodes: Set<string>;
  attempts: number;
}

/** What is under way with one node. */
interface Load {
  inFlight: number;
  /** Those of them that it did not take, and that pause. Meanwhile it gets no others. */
  failed: number;
}

export interface LaneOptions {
  readonly topic: string;
  readonly outbox: Outbox;
  /** How many messages may wait. */
  readonly backlog: number;
  /** Hears of messages that nobody is there to take any more. */
  readonly onAbandoned: (envelopes: Buffer[]) => void;
}

/**
 * The messages for one audience: a subscriber of its own, or a queue, each message of which is for one of its members.
 *
 * They wait in one place, and each node takes the next when it has room: one that hangs holds up what it took, and no more.
 */
export class Lane {
  readonly #options: LaneOptions;
  readonly #waiting: Delivery[] = [];
  readonly #loads = new Map<string, Load>();
  #nodes: readonly Node[] = [];

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** Nobody is there. */
  get isDeserted(): boolean {
    return this.#nodes.length === 0;
  }

  /** Nothing waits, or is on its way. */
  get isEmpty(): boolean {
    return this.#waiting.length === 0 && this.#loads.size === 0;
  }

  /** Says who is there now. */
  update(nodes: readonly Node[]): void {
    this.#nodes = nodes;
    this.#send();
  }

  /** @returns false when too much is waiting already: the message is not taken */
  offer(envelope: Buffer): boolean {
    if (this.#waiting.length >= this.#options.backlog) return false;
    this.#options.outbox.counts.pending += 1;
    this.#waiting.push({ envelope, triedNodes: new Set(), attempts: 0 });
    this.#send();
    return true;
  }

  /** Gives back what waits. */
  takeWaiting(): Buffer[] {
    const taken = this.#waiting.splice(0);
    this.#options.outbox.counts.pending -= taken.length;
    return taken.map(({ envelope }) => envelope);
  }

  #send(): void {
    const { outbox, onAbandoned } = this.#options;
    if (outbox.signal.aborted) return;
    if (this.isDeserted && this.#waiting.length > 0) onAbandoned(this.takeWaiting());
    let skipped = 0;
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[skipped]) {
      const node = this.#choose(next);
      if (node !== undefined) {
        this.#waiting.splice(skipped, 1);
        outbox.track(this.#deliver(next, node));
      } else if (next.triedNodes.size > 0) {
        // It failed before, and waits for other nodes. Those behind it take any.
        skipped += 1;
      } else return;
    }
  }

  /** Who has the least to do, and room for more. Nobody gets a message again before all others were tried. */
  #choose({ triedNodes }: Delivery): Node | undefined {
    if (this.#nodes.every(({ id }) => triedNodes.has(id))) triedNodes.clear();
    const from = Math.floor(Math.random() * this.#nodes.length);
    let chosen: Node | undefined;
    let least = maxInFlight;
    for (const node of [...this.#nodes.slice(from), ...this.#nodes.slice(0, from)]) {
      const { inFlight, failed } = this.#loads.get(node.id) ?? { inFlight: 0, failed: 0 };
      if (triedNodes.has(node.id) || failed > 0 || inFlight >= least) continue;
      chosen = node;
      least = inFlight;
    }
    return chosen;
  }

  async #deliver(delivery: Delivery, node: Node): Promise<void> {
    const { outbox } = this.#options;
    const load = this.#loads.get(node.id) ?? { inFlight: 0, failed: 0 };
    this.#loads.set(node.id, load);
    load.inFlight += 1;
    delivery.triedNodes.add(node.id);
    try {
      await outbox.post(node, delivery.envelope);
      outbox.counts.delivered += 1;
      outbox.counts.pending -= 1;
    } catch (error) {
      load.failed += 1;
      await this.#putBack(delivery, error);
      load.failed -= 1;
    }
    load.inFlight -= 1;
    if (load.inFlight === 0) this.#loads.delete(node.id);
    this.#send();
  }

  /** After a pause it is the next to go, if it may be sent again. */
  async #putBack(delivery: Delivery, error: unknown): Promise<void> {
    const { outbox, topic } = this.#options;
    const pauseMs = pausesMs[delivery.attempts];
    delivery.attempts += 1;
    const isRepeatable = error instanceof PostError && error.isRepeatable;
    if (pauseMs === undefined || !isRepeatable || outbox.signal.aborted) {
      outbox.counts.pending -= 1;
      outbox.drop(1, "a message was not delivered", { topic, nodes: [...delivery.triedNodes], error });
      return;
    }
    await delay(pauseMs, undefined, { signal: outbox.signal }).catch(() => {});
    this.#waiting.unshift(delivery);
  }
}
