import { isDeepStrictEqual } from "node:util";
import { longestTimerMs } from "../async/time-limit.js";
import type { Node, RegistryEvent, ServiceRecord } from "./registry.js";

interface Entry {
  /** The service, with this one node. */
  readonly service: ServiceRecord;
  readonly expiry: NodeJS.Timeout | undefined;
}

/**
 * The nodes that are known, each with the service it runs.
 *
 * It tells each change once: a node that is put again as it was is no change.
 */
export class NodeTable {
  readonly #services = new Map<string, Map<string, Entry>>();
  readonly #onEvent: (event: RegistryEvent) => void;

  constructor(onEvent: (event: RegistryEvent) => void) {
    this.#onEvent = onEvent;
  }

  /** Adds, renews or replaces the nodes of a service. @param ttlMs how long to know them; for ever if undefined */
  put(service: ServiceRecord, ttlMs?: number): void {
    for (const node of service.nodes) this.#putNode({ ...service, nodes: [node] }, node.id, ttlMs);
  }

  #putNode(service: ServiceRecord, id: string, ttlMs: number | undefined): void {
    const entries = this.#services.get(service.name) ?? new Map<string, Entry>();
    this.#services.set(service.name, entries);
    const before = entries.get(id);
    clearTimeout(before?.expiry);
    const expiry =
      ttlMs === undefined
        ? undefined
        : setTimeout(() => this.remove(service.name, id), Math.min(ttlMs, longestTimerMs)).unref();
    if (before !== undefined && isDeepStrictEqual(before.service, service)) {
      entries.set(id, { service: before.service, expiry });
      return;
    }
    entries.set(id, { service, expiry });
    this.#onEvent({ action: before === undefined ? "create" : "update", service });
  }

  remove(name: string, nodeId: string): void {
    const entries = this.#services.get(name);
    const entry = entries?.get(nodeId);
    if (entries === undefined || entry === undefined) return;
    clearTimeout(entry.expiry);
    entries.delete(nodeId);
    if (entries.size === 0) this.#services.delete(name);
    this.#onEvent({ action: "delete", service: entry.service });
  }

  /** Makes these the only nodes of a service. */
  replace(name: string, services: readonly ServiceRecord[]): void {
    const gone = new Set(this.#services.get(name)?.keys());
    for (const service of services) for (const { id } of service.nodes) gone.delete(id);
    for (const id of gone) this.remove(name, id);
    for (const service of services) this.put(service);
  }

  /** Makes these the only nodes of all services. */
  replaceAll(services: readonly ServiceRecord[]): void {
    for (const name of new Set([...this.#services.keys(), ...services.map((it) => it.name)])) {
      this.replace(
        name,
        services.filter((it) => it.name === name),
      );
    }
  }

  /** Forgets a service, and tells nobody. */
  forget(name: string): void {
    for (const { expiry } of this.#services.get(name)?.values() ?? []) clearTimeout(expiry);
    this.#services.delete(name);
  }

  /** Every version of a service, each with all of its nodes; what a version offers is what its last node said. */
  services(name: string): ServiceRecord[] {
    const versions = new Map<string, { last: ServiceRecord; readonly nodes: Node[] }>();
    for (const { service } of this.#services.get(name)?.values() ?? []) {
      const version = versions.get(service.version);
      if (version === undefined) {
        versions.set(service.version, { last: service, nodes: [...service.nodes] });
      } else {
        version.last = service;
        version.nodes.push(...service.nodes);
      }
    }
    return Array.from(versions.values(), ({ last, nodes }) => ({ ...last, nodes }));
  }

  /** Every service that has a node, sorted. */
  names(): string[] {
    return [...this.#services.keys()].sort();
  }

  /** Forgets everything, and tells nobody. */
  clear(): void {
    for (const name of [...this.#services.keys()]) this.forget(name);
  }
}
