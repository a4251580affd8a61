import { lookup, Resolver } from "node:dns/promises";
import type { Logger } from "../logger/logger.js";
import { parseNodeAddress } from "../registry/node-address.js";
import { createNameSource, type NodeAddress } from "./name-source.js";
import { createRegistrySelector } from "./registry-selector.js";
import type { Selector, Strategy } from "./selector.js";

export interface DnsSelectorOptions {
  /**
   * Where services are named: greeter is looked up as `_greeter._tcp.local`.
   * @default "local"
   */
  readonly domain?: string;
  /**
   * The DNS servers to ask for services: `["10.0.0.2", "10.0.0.3:5353"]`.
   * @default those of the system
   */
  readonly servers?: readonly string[];
  /**
   * How a node is chosen.
   * @default random()
   */
  readonly strategy?: Strategy;
  /**
   * After how long a name that is being called is looked up again.
   * @default 10_000
   */
  readonly refreshMs?: number;
  /**
   * Hears of DNS servers that fail.
   * @default none
   */
  readonly logger?: Logger;
}

/**
 * Makes a selector that finds services by DNS, as Go Micro's does: by the SRV records of `_<service>._tcp.<domain>`, or,
 * where the service is given as `host:port`, by all addresses of that host.
 */
export function createDnsSelector(options: DnsSelectorOptions = {}): Selector {
  const { domain = "local", servers, refreshMs = 10_000, ...others } = options;
  const resolver = new Resolver();
  if (servers !== undefined) resolver.setServers(servers);
  const registry = createNameSource((service) => {
    const host = parseNodeAddress(service);
    return emptyIfUnknown(host ? lookUpHost(host) : lookUpService(resolver, `_${service}._tcp.${domain}`));
  });
  return createRegistrySelector({ registry, refreshMs, ...others });
}

async function lookUpHost({ address: host, port }: NodeAddress): Promise<NodeAddress[]> {
  const found = await lookup(host, { all: true });
  return found.map(({ address }) => ({ address, port }));
}

async function lookUpService(resolver: Resolver, name: string): Promise<NodeAddress[]> {
  const records = await resolver.resolveSrv(name);
  return records.map((it) => ({ address: it.name, port: it.port }));
}

async function emptyIfUnknown(lookingUp: Promise<NodeAddress[]>): Promise<NodeAddress[]> {
  try {
    return await lookingUp;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTFOUND" || code === "ENODATA") return [];
    throw error;
  }
}
