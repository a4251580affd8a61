import type { DescMethod, DescService } from "@bufbuild/protobuf";
import {
  type Client,
  type Filter,
  type Logger,
  MicroError,
  reflectServices,
  type ServiceRecord,
} from "@ts-micro/framework";

export interface ServiceDescriptionsOptions {
  readonly client: Client;
  readonly logger: Logger;
  /** Hears that other methods are known than before. */
  readonly onChange: () => void;
}

/** What is known of one version of a service. */
interface Version {
  /** The nodes that have been asked, or that came along with one that was. */
  nodes: ReadonlySet<string>;
  services: readonly DescService[];
}

const timeoutMs = 3_000;

/**
 * What services say of themselves, by gRPC's server reflection. A version is asked again when it gets a new node: that
 * may run newer code.
 */
export class ServiceDescriptions {
  readonly #options: ServiceDescriptionsOptions;
  readonly #services = new Map<string, Map<string, Version>>();
  readonly #closing = new AbortController();

  constructor(options: ServiceDescriptionsOptions) {
    this.#options = options;
  }

  /** The methods of all services, in the order in which services were first seen, those of newer versions last. */
  *methods(): Iterable<{ readonly service: string; readonly method: DescMethod }> {
    for (const [service, versions] of this.#services)
      for (const { services } of versions.values())
        for (const { methods } of services) for (const method of methods) yield { service, method };
  }

  /** Asks a service what nobody knows of it yet. @returns false when it could not be asked, and should be later */
  async update(service: string, records: readonly ServiceRecord[]): Promise<boolean> {
    const known = this.#services.get(service) ?? new Map<string, Version>();
    const gone = [...known.keys()].filter((version) => !records.some((it) => it.version === version));
    for (const version of gone) known.delete(version);
    if (records.length === 0) this.#services.delete(service);
    else this.#services.set(service, known);
    const changes = await Promise.all(records.map((it) => this.#updateVersion(known, it)));
    if (gone.length > 0 || changes.includes("changed")) this.#options.onChange();
    return !changes.includes("failed");
  }

  close(): void {
    this.#closing.abort();
  }

  async #updateVersion(
    known: Map<string, Version>,
    record: ServiceRecord,
  ): Promise<"same" | "changed" | "failed"> {
    const before = known.get(record.version) ?? { nodes: new Set(), services: [] };
    known.set(record.version, before);
    const fresh = record.nodes.filter(({ id }) => !before.nodes.has(id));
    if (fresh.length === 0) {
      before.nodes = nodesOf(record);
      return "same";
    }
    for (const { id } of fresh) {
      try {
        const services = await this.#ask(record.name, id);
        known.set(record.version, { nodes: nodesOf(record), services });
        return "changed";
      } catch (error) {
        if (!saysNothing(error)) continue;
        this.#options.logger.info("A service does not describe itself; it is reached by its name", {
          service: record.name,
          version: record.version,
        });
        known.set(record.version, { nodes: nodesOf(record), services: [] });
        return before.services.length > 0 ? "changed" : "same";
      }
    }
    return "failed";
  }

  #ask(service: string, node: string): Promise<DescService[]> {
    const { client } = this.#options;
    const { signal } = this.#closing;
    return reflectServices(client, { service, filters: [onlyNode(node)], timeoutMs, retries: 0, signal });
  }
}

function nodesOf({ nodes }: ServiceRecord): ReadonlySet<string> {
  return new Set(nodes.map(({ id }) => id));
}

function onlyNode(id: string): Filter {
  return (services) =>
    services.flatMap((service) => {
      const nodes = service.nodes.filter((node) => node.id === id);
      return nodes.length === 0 ? [] : [{ ...service, nodes }];
    });
}

/** Whether a server answered, and has no reflection: those in Go have none, unless they ask for it. */
function saysNothing(error: unknown): boolean {
  return error instanceof MicroError && ![408, 499, 503].includes(error.code);
}
