import type { ServiceRecord } from "@ts-micro/framework";
import type { PodPatch } from "./pods-api.js";

/** Has the value `service`, for all pods that register one. */
export const typeLabel = "micro.mu/type";

const annotationPrefix = "micro.mu/service-";

/** The label of the pods that run a service; its value is `service`. */
export function selectorLabel(service: string): string {
  return `micro.mu/selector-${labelText(service)}`;
}

/** Where a pod says what runs in it. */
export function isServiceAnnotation(key: string): boolean {
  return key.startsWith(annotationPrefix);
}

/** What labels cannot hold becomes `_`, byte by byte: that is how Go Micro does it. */
function labelText(service: string): string {
  return Buffer.from(service)
    .toString("latin1")
    .replace(/[^-A-Za-z0-9_.]/g, "_");
}

/**
 * The annotations of this pod: `micro.mu/service-greeter` holds the service with the nodes that are in this pod.
 *
 * Go Micro has room for one version of a service in a pod. A further one, such as another queue that subscribes to the
 * same topic, is in `micro.mu/service-greeter..2`, which Go Micro lists and watches, but does not look up.
 */
export class OwnAnnotations {
  readonly #services = new Map<string, ServiceRecord>();

  /** Adds or replaces a node. @returns what to change of the pod */
  put(service: ServiceRecord): PodPatch {
    const changed = this.#take(service);
    const key = this.#keyFor(service);
    const others = this.#services.get(key)?.nodes ?? [];
    this.#services.set(key, { ...service, nodes: [...others, ...service.nodes] });
    return this.#patch(service.name, changed.add(key));
  }

  /** Removes a node. @returns what to change of the pod */
  remove(service: ServiceRecord): PodPatch {
    return this.#patch(service.name, this.#take(service));
  }

  /** @returns the keys that had the node */
  #take({ name, nodes: [node] }: ServiceRecord): Set<string> {
    const keys = new Set<string>();
    for (const [key, own] of this.#services) {
      const nodes = own.nodes.filter(({ id }) => id !== node?.id);
      if (own.name !== name || nodes.length === own.nodes.length) continue;
      keys.add(key);
      if (nodes.length === 0) this.#services.delete(key);
      else this.#services.set(key, { ...own, nodes });
    }
    return keys;
  }

  #keyFor({ name, version }: ServiceRecord): string {
    const first = annotationPrefix + labelText(name);
    for (let count = 1; ; count++) {
      const key = count === 1 ? first : `${first}..${count}`;
      const own = this.#services.get(key);
      if (own === undefined || (own.name === name && own.version === version)) return key;
    }
  }

  #patch(name: string, keys: ReadonlySet<string>): PodPatch {
    const texts = Array.from(keys, (key) => {
      const own = this.#services.get(key);
      return [key, own === undefined ? null : JSON.stringify(own)] as const;
    });
    const isHere = [...this.#services.values()].some((own) => own.name === name);
    const labels = { [typeLabel]: "service", [selectorLabel(name)]: isHere ? "service" : null };
    return { labels, annotations: Object.fromEntries(texts) };
  }
}
