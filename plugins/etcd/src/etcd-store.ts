import { setTimeout as delay } from "node:timers/promises";
import {
  type NodeTable,
  parseServiceRecord,
  type RegistryStore,
  type ServiceRecord,
} from "@ts-micro/framework";
import { decode, type EtcdApi } from "./etcd-api.js";

export interface EtcdStoreOptions {
  readonly api: EtcdApi;
  /** The folder of all entries, without a slash at its end. */
  readonly prefix: string;
}

/** What keeps an entry alive. */
interface Lease {
  readonly id: string;
  readonly seconds: number;
  /** The entry, as it was written. */
  readonly value: string;
}

/** How long to wait after a watch ended before beginning anew: something may end each at once. */
const pauseMs = 250;

/** Micro's services in etcd, as Go Micro writes them: `<prefix>/<service>/<node>` holds the service with that node. */
export class EtcdStore implements RegistryStore {
  readonly name = "etcd";
  readonly #api: EtcdApi;
  readonly #prefix: string;
  readonly #leases = new Map<string, Lease>();

  constructor({ api, prefix }: EtcdStoreOptions) {
    this.#api = api;
    this.#prefix = prefix;
  }

  async put(service: ServiceRecord, ttlMs?: number): Promise<void> {
    const key = this.#keyOf(service);
    const value = JSON.stringify(service);
    if (ttlMs === undefined) {
      this.#leases.delete(key);
      await this.#api.put(key, value);
      return;
    }
    const seconds = Math.ceil(ttlMs / 1000);
    const held = this.#leases.get(key);
    const isAlive = held?.seconds === seconds && (await this.#api.keepAlive(held.id));
    if (isAlive && held.value === value) return;
    const id = isAlive ? held.id : await this.#api.grant(seconds);
    await this.#api.put(key, value, id);
    this.#leases.set(key, { id, seconds, value });
  }

  async remove(service: ServiceRecord): Promise<void> {
    const key = this.#keyOf(service);
    this.#leases.delete(key);
    await this.#api.remove(key);
  }

  async read(service: string, signal?: AbortSignal): Promise<readonly ServiceRecord[]> {
    const { kvs = [] } = await this.#api.range(this.#folderOf(service), signal);
    // Names that differ only in slashes and dashes share a folder.
    return kvs.flatMap(({ value }) => recordsOf(value)).filter(({ name }) => name === service);
  }

  async names(signal?: AbortSignal): Promise<readonly string[]> {
    const { kvs = [] } = await this.#api.range(`${this.#prefix}/`, signal);
    return kvs.flatMap(({ value }) => recordsOf(value)).map(({ name }) => name);
  }

  async follow(service: string | undefined, nodes: NodeTable, signal: AbortSignal): Promise<void> {
    const folder = service === undefined ? `${this.#prefix}/` : this.#folderOf(service);
    while (!signal.aborted) {
      const { header, kvs = [] } = await this.#api.range(folder, signal);
      const entries = new Map(kvs.map(({ key, value }) => [key, recordsOf(value)]));
      nodes.replaceAll([...entries.values()].flat());
      for await (const { type, kv } of this.#api.watch(folder, BigInt(header.revision) + 1n, signal)) {
        if (type === "DELETE") {
          // It says only which key is gone.
          for (const gone of entries.get(kv.key) ?? []) nodes.remove(gone.name, idOf(gone));
          entries.delete(kv.key);
        } else {
          const records = recordsOf(kv.value);
          entries.set(kv.key, records);
          for (const record of records) nodes.put(record);
        }
      }
      await delay(pauseMs, undefined, { signal, ref: false });
    }
  }

  #folderOf(service: string): string {
    return `${this.#prefix}/${service.replaceAll("/", "-")}/`;
  }

  #keyOf(service: ServiceRecord): string {
    return this.#folderOf(service.name) + idOf(service).replaceAll("/", "-");
  }
}

/** The service of an entry, once per node; nothing for an entry that is something else. */
function recordsOf(value: string | undefined): ServiceRecord[] {
  const service = parseServiceRecord(decode(value));
  return service?.nodes.map((node) => ({ ...service, nodes: [node] })) ?? [];
}

function idOf({ nodes: [node] }: ServiceRecord): string {
  return node?.id ?? "";
}
