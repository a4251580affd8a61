import { checkServiceRecord } from "./check-service-record.js";
import { EventFeed } from "./event-feed.js";
import { NodeTable } from "./node-table.js";
import type {
  LookupOptions,
  RegisterOptions,
  Registry,
  RegistryEvent,
  ServiceRecord,
  WatchOptions,
} from "./registry.js";

/** What several memory registries of one process know in common. */
export interface MemoryStore {
  readonly table: NodeTable;
  readonly feeds: Set<EventFeed>;
}

export interface MemoryRegistryOptions {
  /**
   * Registries that are given the same store see each other's services.
   * @default a store of its own
   */
  readonly store?: MemoryStore;
  /**
   * What node metadata says.
   * @default "memory"
   */
  readonly name?: string;
}

/** Makes a store for several {@link createMemoryRegistry}. */
export function createMemoryStore(): MemoryStore {
  const feeds = new Set<EventFeed>();
  const table = new NodeTable((event) => {
    for (const feed of feeds) feed.emit(event);
  });
  return { table, feeds };
}

/** Makes a registry inside this process: for tests, and for several services in one process. */
export function createMemoryRegistry(options: MemoryRegistryOptions = {}): Registry {
  return new MemoryRegistry(options);
}

class MemoryRegistry implements Registry {
  readonly name: string;
  readonly #store: MemoryStore;
  readonly #feed = new EventFeed();
  /** What this instance registered, by service and node id, to take it back. */
  readonly #own = new Map<string, Set<string>>();
  #closed = false;

  constructor(options: MemoryRegistryOptions) {
    this.name = options.name ?? "memory";
    this.#store = options.store ?? createMemoryStore();
    this.#store.feeds.add(this.#feed);
  }

  async register(service: ServiceRecord, options?: RegisterOptions): Promise<void> {
    this.#checkOpen();
    checkServiceRecord(service, options);
    const own = this.#own.get(service.name) ?? new Set<string>();
    this.#own.set(service.name, own);
    for (const node of service.nodes) own.add(node.id);
    this.#store.table.put(structuredClone(service), options?.ttlMs);
  }

  async deregister(service: ServiceRecord): Promise<void> {
    this.#checkOpen();
    for (const { id } of service.nodes) {
      this.#own.get(service.name)?.delete(id);
      this.#store.table.remove(service.name, id);
    }
  }

  async getService(name: string, options?: LookupOptions): Promise<ServiceRecord[]> {
    this.#checkOpen();
    options?.signal?.throwIfAborted();
    return this.#store.table.services(name);
  }

  async listServices(options?: LookupOptions): Promise<string[]> {
    this.#checkOpen();
    options?.signal?.throwIfAborted();
    return this.#store.table.names();
  }

  watch(options?: WatchOptions): AsyncIterable<RegistryEvent> {
    this.#checkOpen();
    return this.#feed.watch(options);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#feed.close();
    this.#store.feeds.delete(this.#feed);
    for (const [name, ids] of this.#own) for (const id of ids) this.#store.table.remove(name, id);
    this.#own.clear();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #checkOpen(): void {
    if (this.#closed)
      throw new TypeError(`registry: expected it open, but this ${this.name} registry was closed`);
  }
}
