import type { Packet } from "dns-packet";
import { unavailable } from "../../errors/errors.js";
import { AnswerWindow } from "./answer-window.js";
import type { MulticastNetwork } from "./multicast-network.js";
import { queryPacket } from "./packets.js";
import { readServiceNames, readSightings, type Sighting } from "./read-packet.js";
import { listName, serviceName } from "./records.js";

export interface QuerierOptions {
  readonly domain: string;
  readonly timeoutMs: number;
  readonly network: MulticastNetwork;
}

interface Question<T> {
  readonly name: string;
  /** What an answer says about it. */
  readonly read: (packet: Packet) => T[];
  readonly onAnswer: (item: T) => void;
  /** Stop when answers stop coming. */
  readonly settles: boolean;
}

/** Asks the network, and gathers the answers. */
export class Querier {
  readonly #options: QuerierOptions;
  readonly #questions = new Set<(packet: Packet) => void>();

  constructor(options: QuerierOptions) {
    this.#options = options;
  }

  get isAsking(): boolean {
    return this.#questions.size > 0;
  }

  /** Hands over every node of a service that answers. */
  findNodes(service: string, onAnswer: (sighting: Sighting) => void, signal?: AbortSignal): Promise<void> {
    const { domain } = this.#options;
    const read = (packet: Packet): Sighting[] =>
      readSightings(packet, domain).filter((sighting) => sighting.service.name === service);
    return this.#ask({ name: serviceName(service, domain), read, onAnswer, settles: true }, signal);
  }

  /** Hands over the name of every service that answers, in the whole time: a list is for people to read. */
  findServices(onAnswer: (name: string) => void, signal?: AbortSignal): Promise<void> {
    const { domain } = this.#options;
    const read = (packet: Packet): string[] => readServiceNames(packet, domain);
    return this.#ask({ name: listName(domain), read, onAnswer, settles: false }, signal);
  }

  /** Asks without waiting; answers come as any packet does. */
  async renew(service: string): Promise<void> {
    await this.#options.network.ask(queryPacket(serviceName(service, this.#options.domain)));
  }

  onResponse(packet: Packet): void {
    for (const question of this.#questions) question(packet);
  }

  async #ask<T>(
    { name, read, onAnswer, settles }: Question<T>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    signal?.throwIfAborted();
    const { network, timeoutMs } = this.#options;
    const query = queryPacket(name);
    const onSilence = (): void => void network.ask(query).catch(() => {});
    const window = new AnswerWindow({ timeoutMs, settles, signal, onSilence });
    const onResponse = (packet: Packet): void => {
      const answers = read(packet);
      for (const answer of answers) onAnswer(answer);
      if (answers.length > 0) window.heard();
    };
    this.#questions.add(onResponse);
    try {
      await Promise.all([window.closed, network.ask(query)]);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw unavailable("go.micro.registry.mdns", error instanceof Error ? error.message : String(error));
    } finally {
      this.#questions.delete(onResponse);
    }
  }
}
