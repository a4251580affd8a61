import type { RemoteInfo } from "node:dgram";
import type { Packet, Question } from "dns-packet";
import { NodeTable } from "../node-table.js";
import type { RegistryEvent } from "../registry.js";
import { Announcer } from "./announcer.js";
import { answerQuestion, type Published } from "./answer-question.js";
import { multicastGroup, multicastPort } from "./link-sockets.js";
import type { MulticastNetwork } from "./multicast-network.js";
import { answerPacket } from "./packets.js";
import { instanceName, nodeRecords } from "./records.js";

export interface ResponderOptions {
  readonly domain: string;
  readonly network: MulticastNetwork;
  /** Hears what was registered here. */
  readonly onEvent: (event: RegistryEvent) => void;
}

/** Announces the nodes that this process registered, and answers for them. */
export class Responder {
  /** What is registered; a node whose TTL runs out leaves it by itself. */
  readonly nodes: NodeTable = new NodeTable((event) => this.#onEvent(event));
  readonly #options: ResponderOptions;
  readonly #announcer: Announcer;
  readonly #published = new Map<string, Published>();

  constructor(options: ResponderOptions) {
    this.#options = options;
    this.#announcer = new Announcer((packet) => options.network.tell(packet));
  }

  get hasNodes(): boolean {
    return this.#published.size > 0;
  }

  /** @returns true when the name of an instance is one of ours */
  owns(instance: string): boolean {
    return this.#published.has(instance);
  }

  answer(query: Packet, remote: RemoteInfo): void {
    for (const question of query.questions ?? []) {
      const answers = answerQuestion(question, this.#published.values(), this.#options.domain);
      for (const records of answers) this.#send(answerPacket(records, this.#form(question, query)), remote);
    }
  }

  /** Announces everything again, to a network that did not hear it. */
  announceAll(): void {
    for (const { records } of this.#published.values()) this.#announcer.announce(records);
  }

  /** Says goodbye for everything. */
  close(): void {
    for (const { records } of this.#published.values()) void this.#announcer.sayGoodbye(records);
    this.#published.clear();
    this.nodes.clear();
  }

  /** Go Micro 1.0 leaves id and question out, unless a unicast answer was asked for; later ones want the question. */
  #form(question: Question, query: Packet): { id: number; questions: Question[] } {
    const { name, type } = question;
    const wantsUnicast = question.class !== "IN" && question.class !== "ANY";
    return {
      id: wantsUnicast ? (query.id ?? 0) : 0,
      questions: this.#options.domain === "local" ? [] : [{ name, type, class: "IN" }],
    };
  }

  /** Who asks from the port of mDNS shares it with others: only a multicast answer is sure to reach it. */
  #send(packet: Buffer, remote: RemoteInfo): void {
    const to = remote.port === multicastPort ? { address: multicastGroup, port: multicastPort } : remote;
    void this.#options.network.answer(packet, to);
  }

  #onEvent(event: RegistryEvent): void {
    const { domain, onEvent } = this.#options;
    const { action, service } = event;
    const records = nodeRecords(service, domain);
    const instance = instanceName(service, domain);
    if (action === "delete") {
      this.#published.delete(instance);
      void this.#announcer.sayGoodbye(records);
    } else {
      this.#published.set(instance, { service, records });
      this.#announcer.announce(records);
    }
    onEvent(event);
  }
}
