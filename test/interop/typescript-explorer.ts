import {
  createMdnsRegistry,
  type Registry,
  type RegistryEvent,
  type ServiceRecord,
} from "@ts-micro/framework";
import type { Change, Explorer } from "./explorer.js";

/** This framework's mDNS registry. */
export class TypeScriptExplorer implements Explorer {
  readonly language = "TypeScript";
  readonly #registry: Registry = createMdnsRegistry();

  register(record: ServiceRecord): Promise<void> {
    return this.#registry.register(record);
  }

  deregister(record: ServiceRecord): Promise<void> {
    return this.#registry.deregister(record);
  }

  get(service: string): Promise<ServiceRecord[]> {
    return this.#registry.getService(service);
  }

  list(): Promise<string[]> {
    return this.#registry.listServices();
  }

  async watch(service: string): Promise<{ next(): Promise<Change> }> {
    const events = this.#registry.watch({ service })[Symbol.asyncIterator]();
    // The watch hears once a lookup has been made beside it.
    await this.#registry.getService(service);
    const next = async (): Promise<Change> => {
      const { value } = await events.next();
      const { action, service: changed } = value as RegistryEvent;
      return `${action} ${changed.nodes[0]?.id}`;
    };
    return { next };
  }

  stop(): Promise<void> {
    return this.#registry.close();
  }
}
