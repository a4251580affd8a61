import { setTimeout as delay } from "node:timers/promises";
import {
  type NodeTable,
  parseServiceRecord,
  type RegistryStore,
  type ServiceRecord,
} from "@ts-micro/framework";
import { isServiceAnnotation, OwnAnnotations, selectorLabel, typeLabel } from "./own-annotations.js";
import type { Pod, PodPatch, PodsApi } from "./pods-api.js";

export interface PodStoreOptions {
  readonly api: PodsApi;
  /** The pod that this process runs in. */
  readonly podName: string;
}

/** How long to wait after a watch ended before beginning anew: something may end each at once. */
const pauseMs = 250;

/** Micro's services in the annotations of the pods that run them, as Go Micro writes them. */
export class PodStore implements RegistryStore {
  readonly name = "kubernetes";
  readonly #api: PodsApi;
  readonly #podName: string;
  readonly #own = new OwnAnnotations();
  readonly #expiries = new Map<string, NodeJS.Timeout>();
  /** Patches go one after the other, so that the last one stays. */
  #patched: Promise<void> = Promise.resolve();

  constructor({ api, podName }: PodStoreOptions) {
    this.#api = api;
    this.#podName = podName;
  }

  async put(service: ServiceRecord, ttlMs?: number): Promise<void> {
    await this.#patch(() => this.#own.put(service));
    this.#expire(service, ttlMs);
  }

  async remove(service: ServiceRecord): Promise<void> {
    this.#expire(service, undefined);
    await this.#patch(() => this.#own.remove(service));
  }

  async read(service: string, signal?: AbortSignal): Promise<readonly ServiceRecord[]> {
    const { items } = await this.#api.list(selectorLabel(service), signal);
    // Names that differ only in what labels cannot hold have the same label.
    return items.flatMap(recordsOf).filter(({ name }) => name === service);
  }

  async names(signal?: AbortSignal): Promise<readonly string[]> {
    const { items } = await this.#api.list(typeLabel, signal);
    return items.flatMap(recordsOf).map(({ name }) => name);
  }

  async follow(service: string | undefined, nodes: NodeTable, signal: AbortSignal): Promise<void> {
    const label = service === undefined ? typeLabel : selectorLabel(service);
    while (!signal.aborted) {
      const { metadata, items } = await this.#api.list(label, signal);
      const pods = new Map(items.map((pod) => [pod.metadata.name, recordsOf(pod)]));
      nodes.replaceAll([...pods.values()].flat());
      for await (const { type, object } of this.#api.watch(label, metadata.resourceVersion, signal)) {
        const pod = object.metadata.name;
        const records = type === "DELETED" ? [] : recordsOf(object);
        const kept = new Set(records.map(keyOf));
        for (const before of pods.get(pod) ?? []) {
          if (!kept.has(keyOf(before))) nodes.remove(before.name, idOf(before));
        }
        for (const record of records) nodes.put(record);
        if (type === "DELETED") pods.delete(pod);
        else pods.set(pod, records);
      }
      await delay(pauseMs, undefined, { signal, ref: false });
    }
  }

  /** Kubernetes knows no TTL: while the process lives, it keeps the time itself, and with it ends the pod. */
  #expire(service: ServiceRecord, ttlMs: number | undefined): void {
    const key = keyOf(service);
    clearTimeout(this.#expiries.get(key));
    this.#expiries.delete(key);
    if (ttlMs === undefined) return;
    const expire = (): void => void this.remove(service).catch(() => {});
    this.#expiries.set(key, setTimeout(expire, ttlMs).unref());
  }

  #patch(change: () => PodPatch): Promise<void> {
    const patched = this.#patched.catch(() => {}).then(() => this.#api.patch(this.#podName, change()));
    this.#patched = patched;
    return patched;
  }
}

/** The services in a pod, once per node; none while it ends, or says that it is not ready. */
function recordsOf({ metadata, status }: Pod): ServiceRecord[] {
  const isReady = status?.conditions?.find(({ type }) => type === "Ready")?.status !== "False";
  if (metadata.deletionTimestamp !== undefined || !isReady) return [];
  return Object.entries(metadata.annotations ?? {})
    .filter(([key]) => isServiceAnnotation(key))
    .flatMap(([, text]) => {
      const service = parseServiceRecord(text);
      return service?.nodes.map((node) => ({ ...service, nodes: [node] })) ?? [];
    });
}

function keyOf(record: ServiceRecord): string {
  return JSON.stringify([record.name, idOf(record)]);
}

function idOf({ nodes: [node] }: ServiceRecord): string {
  return node?.id ?? "";
}
