import { parseNodeAddress } from "../registry/node-address.js";
import { createNameSource } from "./name-source.js";
import { createRegistrySelector } from "./registry-selector.js";
import type { Selector } from "./selector.js";

export interface StaticSelectorOptions {
  /**
   * The port of a service whose name has none.
   * @default 8080
   */
  readonly port?: number;
}

/**
 * Makes a selector that takes the name of a service for its address: `greeter` or `greeter:8080`. Something else, such as
 * a Kubernetes service or a mesh, has to know that name, and balances the load.
 *
 * @throws {TypeError} for a port that is none
 */
export function createStaticSelector({ port = 8080 }: StaticSelectorOptions = {}): Selector {
  if (!(Number.isInteger(port) && port > 0 && port < 65_536)) {
    throw new TypeError(`port: expected a whole number from 1 to 65535, got ${port}`);
  }
  const resolve = async (name: string) => [parseNodeAddress(name) ?? { address: name, port }];
  return createRegistrySelector({ registry: createNameSource(resolve) });
}
