import { createMemoryRegistry, createMemoryStore } from "./memory-registry.js";
import { parseNodeAddress } from "./node-address.js";
import type { Node, Registry } from "./registry.js";

export interface StaticRegistryOptions {
  /**
   * Where each service runs: `{ greeter: ["10.0.0.7:8080", "greeter-2.internal:8080"] }`.
   */
  readonly services: Readonly<Record<string, readonly string[]>>;
  /**
   * The version that every service has.
   * @default "latest"
   */
  readonly version?: string;
  /**
   * What is known of every node; `protocol` says how it is called.
   * @default { protocol: "mucp" }
   */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Makes a registry of addresses that are known beforehand. What is registered besides stays in this process. */
export function createStaticRegistry(options: StaticRegistryOptions): Registry {
  const store = createMemoryStore();
  const metadata = options.metadata ?? { protocol: "mucp" };
  for (const [name, addresses] of Object.entries(options.services)) {
    const nodes = addresses.map((address) => parseNode(name, address, metadata));
    store.table.put({ name, version: options.version ?? "latest", metadata: {}, endpoints: [], nodes });
  }
  return createMemoryRegistry({ store, name: "static" });
}

function parseNode(service: string, text: string, metadata: Node["metadata"]): Node {
  const parsed = parseNodeAddress(text);
  if (parsed === undefined) {
    throw new TypeError(`services.${service}: expected addresses like "10.0.0.7:8080", got "${text}"`);
  }
  return { id: `${service}-${text}`, ...parsed, metadata };
}
