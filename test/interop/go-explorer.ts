import type { Endpoint, ServiceRecord, Value } from "@ts-micro/framework";
import type { Change, Explorer } from "./explorer.js";
import { GoDriver, type GoEndpoint, type GoResult, type GoService, type GoValue } from "./go-driver.js";
import type { JsonLine } from "./json-process.js";

/** A registry of Go Micro's, told what to do. */
export class GoExplorer implements Explorer {
  readonly language = "Go";
  readonly #driver: GoDriver;

  /** @param flags Go Micro's own: without any, its registry is mDNS */
  constructor(program: string, flags: readonly string[] = []) {
    this.#driver = new GoDriver(program, flags);
  }

  async register(record: ServiceRecord): Promise<void> {
    await this.#run({ do: "register", record });
  }

  async deregister(record: ServiceRecord): Promise<void> {
    await this.#run({ do: "deregister", record });
  }

  async get(service: string): Promise<ServiceRecord[]> {
    const { services } = await this.#run({ do: "get", service });
    return (services ?? []).map(toRecord);
  }

  async list(): Promise<string[]> {
    const { services } = await this.#run({ do: "list" });
    return (services ?? []).map(({ name }) => name).sort();
  }

  /** Go Micro reports each of three announcements: what is told again is left out. */
  async watch(service: string): Promise<{ next(): Promise<Change> }> {
    const watch = this.#driver.start({ do: "watch", service, count: 100 });
    await watch.next();
    let last = "";
    const next = async (): Promise<Change> => {
      const { action, services } = await watch.next();
      const change = `${action} ${services?.[0]?.nodes?.[0]?.id}`;
      if (change === last) return next();
      last = change;
      return change;
    };
    return { next };
  }

  stop(): Promise<void> {
    return this.#driver.stop();
  }

  async #run(command: JsonLine): Promise<GoResult> {
    const result = await this.#driver.run(command);
    if (result.error !== undefined) throw new Error(result.error);
    return result;
  }
}

function toRecord({ name, version, metadata, endpoints, nodes }: GoService): ServiceRecord {
  return {
    name,
    version,
    metadata: metadata ?? {},
    endpoints: (endpoints ?? []).map(toEndpoint),
    nodes: (nodes ?? []).map((node) => ({ ...node, metadata: node.metadata ?? {} })),
  };
}

function toEndpoint({ name, request, response, metadata }: GoEndpoint): Endpoint {
  return {
    name,
    request: request && toValue(request),
    response: response && toValue(response),
    metadata: metadata ?? {},
  };
}

function toValue({ name, type, values }: GoValue): Value {
  return { name, type, values: values?.map(toValue) ?? null };
}
