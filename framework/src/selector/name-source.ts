import { once } from "node:events";
import type { Node, RegistryReader } from "../registry/registry.js";

/** Where a service is: what a name stands for. */
export type NodeAddress = Pick<Node, "address" | "port">;

/**
 * Lets a selector find services by what their names stand for, where no registry tells. Nothing more is known of such a
 * node than its address, and nothing tells of changes: names are resolved again as often as the selector asks.
 *
 * @param resolve gives an empty list for a name that stands for nothing
 */
export function createNameSource(
  resolve: (service: string) => Promise<readonly NodeAddress[]>,
): RegistryReader {
  return {
    async getService(name) {
      const addresses = await resolve(name);
      const nodes = addresses.map((it) => ({ id: `${it.address}:${it.port}`, ...it, metadata: {} }));
      return nodes.length > 0 ? [{ name, version: "", metadata: {}, endpoints: [], nodes }] : [];
    },
    // biome-ignore lint/correctness/useYield: no change ever comes
    async *watch({ signal = new AbortController().signal } = {}) {
      if (!signal.aborted) await once(signal, "abort");
    },
  };
}
