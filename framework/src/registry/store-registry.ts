import type { Logger } from "../logger/logger.js";
import { silentLogger } from "../logger/silent-logger.js";
import { checkServiceRecord } from "./check-service-record.js";
import { Watch } from "./event-feed.js";
import { NodeTable } from "./node-table.js";
import type {
  LookupOptions,
  RegisterOptions,
  Registry,
  RegistryEvent,
  ServiceRecord,
  WatchOptions,
} from "./registry.js";

/** A server that keeps an entry for every node: what is left to write for a registry that stands on one. */
export interface RegistryStore {
  /** `etcd`, `consul` ...: the name of the registry. */
  readonly name: string;
  /** Writes the entry of the one node of `service`, or makes it live longer. */
  put(service: ServiceRecord, ttlMs?: number): Promise<void>;
  /** Removes the entry of the one node of `service`; one that is not there is no error. */
  remove(service: ServiceRecord): Promise<void>;
  /** Reads the live entries of a service. */
  read(service: string, signal?: AbortSignal): Promise<readonly ServiceRecord[]>;
  /** Reads the names of the services that have a live entry; they may repeat. */
  names(signal?: AbortSignal): Promise<readonly string[]>;
  /**
   * Keeps `nodes` as the live entries of a service are, or of all services, until the signal aborts. Rejects when
   * the server fails.
   */
  follow(service: string | undefined, nodes: NodeTable, signal: AbortSignal): Promise<void>;
}

export interface StoreRegistryOptions {
  /**
   * Hears of entries that `close` could not remove.
   * @default none
   */
  readonly logger?: Logger;
}

/** Makes a registry that stands on a server: all that does not depend on which server it is. */
export function createStoreRegistry(store: RegistryStore, options: StoreRegistryOptions = {}): Registry {
  return new StoreRegistry(store, options);
}

class StoreRegistry implements Registry {
  readonly #store: RegistryStore;
  readonly #logger: Logger;
  /** What this instance registered, by service and node id, to take it back. */
  readonly #own = new Map<string, ServiceRecord>();
  readonly #watches = new Set<Watch>();
  #closed = false;

  constructor(store: RegistryStore, options: StoreRegistryOptions) {
    this.#store = store;
    this.#logger = options.logger ?? silentLogger;
  }

  get name(): string {
    return this.#store.name;
  }

  async register(service: ServiceRecord, options?: RegisterOptions): Promise<void> {
    this.#checkOpen();
    checkServiceRecord(service, options);
    for (const entry of entriesOf(service)) {
      this.#own.set(keyOf(entry), entry);
      await this.#store.put(entry, options?.ttlMs);
    }
  }

  async deregister(service: ServiceRecord): Promise<void> {
    this.#checkOpen();
    for (const entry of entriesOf(service)) {
      this.#own.delete(keyOf(entry));
      await this.#store.remove(entry);
    }
  }

  async getService(name: string, options?: LookupOptions): Promise<ServiceRecord[]> {
    this.#checkOpen();
    options?.signal?.throwIfAborted();
    const nodes = new NodeTable(() => {});
    for (const entry of await this.#store.read(name, options?.signal)) nodes.put(entry);
    return nodes.services(name);
  }

  async listServices(options?: LookupOptions): Promise<string[]> {
    this.#checkOpen();
    options?.signal?.throwIfAborted();
    return [...new Set(await this.#store.names(options?.signal))].sort();
  }

  /** Reports a node that was there before when it is first seen. A watch does not keep the process alive. */
  watch(options: WatchOptions = {}): AsyncIterable<RegistryEvent> {
    this.#checkOpen();
    const stop = new AbortController();
    const watch = new Watch(options, () => {
      this.#watches.delete(watch);
      stop.abort();
    });
    if (watch.ended) return watch;
    this.#watches.add(watch);
    const nodes = new NodeTable((event) => watch.offer(event));
    this.#store.follow(options.service, nodes, stop.signal).then(watch.end, (error) => watch.fail(error));
    return watch;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const watch of [...this.#watches]) watch.end();
    await Promise.all([...this.#own.values()].map((entry) => this.#takeBack(entry)));
    this.#own.clear();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #takeBack(entry: ServiceRecord): Promise<void> {
    try {
      await this.#store.remove(entry);
    } catch (error) {
      const { name } = this;
      this.#logger.warn(`could not take back a node at the ${name} registry`, { service: entry.name, error });
    }
  }

  #checkOpen(): void {
    if (this.#closed)
      throw new TypeError(`registry: expected it open, but this ${this.name} registry was closed`);
  }
}

/** One record per node. */
function entriesOf(service: ServiceRecord): ServiceRecord[] {
  return service.nodes.map((node) => structuredClone({ ...service, nodes: [node] }));
}

function keyOf(entry: ServiceRecord): string {
  return JSON.stringify([entry.name, entry.nodes[0]?.id]);
}
