import { setTimeout as delay } from "node:timers/promises";
import { MicroError, type NodeTable, type RegistryStore, type ServiceRecord } from "@ts-micro/framework";
import type { Agent, AgentService, HealthEntry, Snapshot } from "./agent.js";
import { decodeTags, encodeTags } from "./tags.js";

export interface ConsulStoreOptions {
  readonly agent: Agent;
  /** How long to wait until the catalog shows what the agent was told. */
  readonly settleMs: number;
}

/** How long to wait before asking again for what does not wait itself. */
const pauseMs = 250;

/** Micro's services in Consul's catalog, as Go Micro writes them: one Consul service per node. */
export class ConsulStore implements RegistryStore {
  readonly name = "consul";
  readonly #agent: Agent;
  readonly #settleMs: number;
  /** What was last registered, by id, to tell a renewal. */
  readonly #registered = new Map<string, string>();

  constructor({ agent, settleMs }: ConsulStoreOptions) {
    this.#agent = agent;
    this.#settleMs = settleMs;
  }

  async put(service: ServiceRecord, ttlMs?: number): Promise<void> {
    const written = toAgentService(service, ttlMs);
    const text = JSON.stringify(written);
    if (this.#registered.get(written.ID) === text && (await this.#renew(written))) return;
    await this.#agent.register(written);
    this.#registered.set(written.ID, text);
    await this.#settle(written.Name, (entries) => entries.some((entry) => shows(entry, written)));
  }

  /** @returns false when the agent has forgotten the service: it was restarted, or the service was taken for dead */
  async #renew({ ID, Check }: AgentService): Promise<boolean> {
    try {
      await (Check === undefined ? this.#agent.service(ID) : this.#agent.pass(ID));
      return true;
    } catch (error) {
      // Consul says 404 for an unknown check; until 1.12 it said 500.
      if (error instanceof MicroError && (error.code === 404 || error.code === 500)) return false;
      throw error;
    }
  }

  async remove(service: ServiceRecord): Promise<void> {
    const id = service.nodes[0]?.id ?? "";
    this.#registered.delete(id);
    try {
      await this.#agent.deregister(id);
    } catch (error) {
      if (!(error instanceof MicroError && error.code === 404)) throw error;
    }
    await this.#settle(service.name, (entries) => entries.every((entry) => entry.Service.ID !== id));
  }

  async read(service: string, signal?: AbortSignal): Promise<readonly ServiceRecord[]> {
    return liveRecords((await this.#agent.instances(service, { signal })).value);
  }

  async names(signal?: AbortSignal): Promise<readonly string[]> {
    const [services, failures] = await Promise.all([
      this.#agent.services({ signal }),
      this.#agent.failures({ signal }),
    ]);
    // The catalog keeps a service for a while after its last instance failed.
    const failing = new Set(failures.value.map(({ ServiceName }) => ServiceName));
    const names = Object.keys(services.value);
    const isLive = await Promise.all(
      names.map(async (name) => !failing.has(name) || (await this.read(name, signal)).length > 0),
    );
    return names.filter((_, index) => isLive[index]);
  }

  async follow(service: string | undefined, nodes: NodeTable, signal: AbortSignal): Promise<void> {
    if (service === undefined) await this.#followAll(nodes, signal);
    else await this.#followOne(service, nodes, signal);
  }

  async #followOne(service: string, nodes: NodeTable, signal: AbortSignal): Promise<void> {
    const options = { signal, background: true };
    const snapshots = follow((after) => this.#agent.instances(service, { ...options, after }), signal);
    for await (const entries of snapshots) nodes.replace(service, liveRecords(entries));
  }

  /** The catalog shows which services there are; each is then followed by itself, as only its health shows its nodes. */
  async #followAll(nodes: NodeTable, signal: AbortSignal): Promise<void> {
    const failed = new AbortController();
    const all = AbortSignal.any([signal, failed.signal]);
    const followed = new Map<string, AbortController>();
    const options = { signal: all, background: true };
    try {
      for await (const services of follow((after) => this.#agent.services({ ...options, after }), all)) {
        for (const [name, stop] of followed) {
          if (Object.hasOwn(services, name)) continue;
          stop.abort();
          followed.delete(name);
          nodes.replace(name, []);
        }
        for (const name of Object.keys(services)) {
          if (followed.has(name)) continue;
          const stop = new AbortController();
          followed.set(name, stop);
          this.#followOne(name, nodes, AbortSignal.any([all, stop.signal])).catch((error) => {
            if (!stop.signal.aborted) failed.abort(error);
          });
        }
      }
    } finally {
      failed.abort();
    }
  }

  /** Waits until the catalog shows what the agent was told: it tells the servers in the background. */
  async #settle(service: string, isSettled: (entries: readonly HealthEntry[]) => boolean): Promise<void> {
    const signal = AbortSignal.timeout(this.#settleMs);
    try {
      for await (const entries of follow(
        (after) => this.#agent.instances(service, { signal, after }),
        signal,
      )) {
        if (isSettled(entries)) return;
      }
    } catch {
      // The agent knows it, and goes on telling: others see it later.
    }
  }
}

/** Asks again and again, each time for what comes after the last answer. */
async function* follow<T>(
  ask: (after: string | undefined) => Promise<Snapshot<T>>,
  signal: AbortSignal,
): AsyncGenerator<T, void> {
  let after: string | undefined;
  while (!signal.aborted) {
    const { value, index } = await ask(after);
    yield value;
    // Where the index goes back, the state was restored: https://developer.hashicorp.com/consul/api-docs/features/blocking
    const goesOn = Number(index) > 0 && Number(index) >= Number(after ?? 0);
    after = goesOn ? index : undefined;
    // Without an index, an answer comes at once.
    if (!goesOn) await delay(pauseMs, undefined, { signal, ref: false });
  }
}

function toAgentService(
  { name, version, endpoints, nodes: [node] }: ServiceRecord,
  ttlMs?: number,
): AgentService {
  const { id: ID = "", address: Address = "", port: Port = 0, metadata = {} } = node ?? {};
  const service = { ID, Name: name, Tags: encodeTags({ version, endpoints, metadata }), Address, Port };
  if (ttlMs === undefined) return service;
  // Consul removes a dead service after a minute at the earliest; until then it shows it as critical.
  const DeregisterCriticalServiceAfter = `${Math.max(ttlMs, 60_000) + 5_000}ms`;
  return { ...service, Check: { TTL: `${ttlMs}ms`, Status: "passing", DeregisterCriticalServiceAfter } };
}

function shows({ Service }: HealthEntry, written: AgentService): boolean {
  return (
    Service.ID === written.ID &&
    Service.Address === written.Address &&
    Service.Port === written.Port &&
    JSON.stringify(Service.Tags) === JSON.stringify(written.Tags)
  );
}

/** One record per instance that is not known to be ill. */
function liveRecords(entries: readonly HealthEntry[]): ServiceRecord[] {
  return entries
    .filter(({ Checks }) => Checks.every(({ Status }) => Status !== "critical"))
    .map(({ Node, Service }) => {
      const { version, endpoints, metadata } = decodeTags(Service.Tags ?? []);
      const node = { id: Service.ID, address: Service.Address || Node.Address, port: Service.Port, metadata };
      return { name: Service.Service, version, metadata: {}, endpoints, nodes: [node] };
    });
}
