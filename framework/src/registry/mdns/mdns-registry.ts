import type { RemoteInfo } from "node:dgram";
import { isIPv4 } from "node:net";
import type { Packet } from "dns-packet";
import { unavailable } from "../../errors/errors.js";
import type { Logger } from "../../logger/logger.js";
import { silentLogger } from "../../logger/silent-logger.js";
import { boundedDuration, checkOption } from "../../options/check-option.js";
import { checkServiceRecord } from "../check-service-record.js";
import { NodeTable } from "../node-table.js";
import type {
  LookupOptions,
  RegisterOptions,
  Registry,
  RegistryEvent,
  ServiceRecord,
  WatchOptions,
} from "../registry.js";
import { MulticastNetwork } from "./multicast-network.js";
import { Querier } from "./querier.js";
import { readSightings } from "./read-packet.js";
import { instanceName, nodeRecords } from "./records.js";
import { Responder } from "./responder.js";
import { WatchedNodes } from "./watched-nodes.js";

export interface MdnsRegistryOptions {
  /**
   * Go Micro 1.0 to 1.9 find each other in the domain `local`, later versions in `micro`.
   * @default "local"
   */
  readonly domain?: string;
  /**
   * How long answers are waited for: less when they stop coming, and up to three times as long for the first one,
   * since a busy machine answers late.
   * @default 100
   */
  readonly timeoutMs?: number;
  /**
   * The IPv4 addresses of the interfaces to use: `["127.0.0.1"]` stays on this machine.
   * @default every interface, also the loopback interface
   */
  readonly interfaces?: readonly string[];
  /**
   * Hears of announcements that could not be sent.
   * @default none
   */
  readonly logger?: Logger;
}

/** How often the nodes of watched services are asked for: they must answer within the 120 s that records live. */
const reviewMs = 40_000;

/**
 * Makes a registry that needs no server: services answer for themselves, over multicast DNS, as Go Micro's do.
 *
 * Nothing is opened before it is first used, and nothing it opens keeps the process alive.
 */
export function createMdnsRegistry(options: MdnsRegistryOptions = {}): Registry {
  return new MdnsRegistry(options);
}

class MdnsRegistry implements Registry {
  readonly name = "mdns";
  readonly #domain: string;
  readonly #network: MulticastNetwork;
  readonly #responder: Responder;
  readonly #querier: Querier;
  readonly #watched: WatchedNodes;
  #review: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: MdnsRegistryOptions) {
    const { domain = "local", timeoutMs = 100 } = options;
    checkOption("registry option `timeoutMs`", timeoutMs, boundedDuration);
    const network = new MulticastNetwork({
      interfaces: checkInterfaces(options.interfaces),
      logger: options.logger ?? silentLogger,
      listensTo: (type) => this.#listensTo(type),
      onPacket: (packet, remote) => this.#onPacket(packet, remote),
      onChange: () => this.#responder.announceAll(),
    });
    this.#domain = domain;
    this.#network = network;
    this.#watched = new WatchedNodes(domain);
    this.#querier = new Querier({ domain, network, timeoutMs });
    this.#responder = new Responder({ domain, network, onEvent: (event) => this.#onOwnEvent(event) });
  }

  async register(service: ServiceRecord, options?: RegisterOptions): Promise<void> {
    this.#checkOpen();
    checkServiceRecord(service, options);
    for (const node of service.nodes) nodeRecords({ ...service, nodes: [node] }, this.#domain);
    await this.#listen();
    this.#checkOpen();
    this.#responder.nodes.put(structuredClone(service), options?.ttlMs);
  }

  async deregister(service: ServiceRecord): Promise<void> {
    this.#checkOpen();
    for (const { id } of service.nodes) this.#responder.nodes.remove(service.name, id);
    await this.#network.flush();
  }

  async getService(name: string, options?: LookupOptions): Promise<ServiceRecord[]> {
    this.#checkOpen();
    // Once the watch hears, nothing is missed between this answer and the next event.
    if (this.#watched.feed.isWatched(name)) await this.#listen().catch(() => {});
    const found = new NodeTable(() => {});
    const asked = this.#querier.findNodes(
      name,
      ({ service, ttlSeconds }) => {
        if (ttlSeconds > 0 && !this.#watched.isGone(service)) found.put(service);
      },
      options?.signal,
    );
    const failure: unknown = await asked.catch((error: unknown) => error);
    for (const service of this.#watched.services(name)) found.put(service);
    for (const service of this.#responder.nodes.services(name)) found.put(service);
    const services = found.services(name);
    if (failure !== undefined && (services.length === 0 || options?.signal?.aborted)) throw failure;
    return services;
  }

  async listServices(options?: LookupOptions): Promise<string[]> {
    this.#checkOpen();
    const names = new Set(this.#responder.nodes.names());
    await this.#querier.findServices((name) => names.add(name), options?.signal);
    return [...names].sort();
  }

  /** Reports a node that was there before when it is first heard of. A watch does not keep the process alive. */
  watch(options?: WatchOptions): AsyncIterable<RegistryEvent> {
    this.#checkOpen();
    const watch = this.#watched.watch(options);
    this.#listen().catch((error: unknown) => watch.fail(error));
    this.#review ??= setInterval(() => this.#renewWatched(), reviewMs).unref();
    return watch;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#review);
    this.#watched.close();
    this.#responder.close();
    await this.#network.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #listensTo(type: "query" | "response"): boolean {
    if (type === "query") return this.#responder.hasNodes;
    return this.#querier.isAsking || this.#watched.feed.size > 0;
  }

  #onPacket(packet: Packet, remote: RemoteInfo): void {
    if (packet.type === "query") {
      this.#responder.answer(packet, remote);
      return;
    }
    this.#querier.onResponse(packet);
    for (const sighting of readSightings(packet, this.#domain)) {
      if (!this.#responder.owns(instanceName(sighting.service, this.#domain))) this.#watched.see(sighting);
    }
  }

  #onOwnEvent(event: RegistryEvent): void {
    if (event.action === "delete") this.#watched.sayGone(event.service);
    this.#watched.feed.emit(event);
  }

  #renewWatched(): void {
    for (const name of this.#watched.names()) this.#querier.renew(name).catch(() => {});
  }

  async #listen(): Promise<void> {
    try {
      await this.#network.listen();
    } catch (error) {
      throw unavailable("go.micro.registry.mdns", error instanceof Error ? error.message : String(error));
    }
  }

  #checkOpen(): void {
    if (this.#closed) throw new TypeError("registry: expected it open, but this mdns registry was closed");
  }
}

function checkInterfaces(interfaces: readonly string[] | undefined): readonly string[] | undefined {
  const wrong = interfaces?.find((address) => !isIPv4(address));
  if (wrong === undefined) return interfaces;
  throw new TypeError(`interfaces: expected IPv4 addresses like "127.0.0.1", got "${wrong}"`);
}
