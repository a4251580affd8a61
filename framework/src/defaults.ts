/*
 * The one file that names implementations: what a service is made of when nobody chose otherwise, and what a
 * command line or the environment can choose by name.
 */
import type { Broker } from "./broker/broker.js";
import { createHttpBroker } from "./broker/http/http-broker.js";
import { createMemoryBroker } from "./broker/memory-broker.js";
import { createConsoleLogger } from "./logger/console-logger.js";
import type { Logger, LogLevel } from "./logger/logger.js";
import { createMdnsRegistry, type MdnsRegistryOptions } from "./registry/mdns/mdns-registry.js";
import { createMemoryRegistry } from "./registry/memory-registry.js";
import type { Registry } from "./registry/registry.js";
import { createRegistrySelector } from "./selector/registry-selector.js";
import type { Selector } from "./selector/selector.js";
import { roundRobin } from "./selector/strategies.js";
import { createConnectProtocol } from "./transport/connect/connect-protocol.js";
import { createGrpcProtocol } from "./transport/grpc/grpc-protocol.js";
import { createGrpcTransport } from "./transport/grpc/grpc-transport.js";
import { createHttpTransport } from "./transport/http/http-transport.js";
import { createMemoryTransport } from "./transport/memory/memory-transport.js";
import type { Transport } from "./transport/transport.js";

type Transports = readonly [Transport, ...Transport[]];

/** Parts that someone else made. */
export interface GivenParts {
  readonly registry?: Registry;
  readonly selector?: Selector;
  readonly transports?: Transports;
  readonly broker?: Broker;
  readonly logger?: Logger;
  /** Where the service listens; its broker listens at the same host. */
  readonly address?: string;
}

/** Parts chosen by name; they beat those given. The rest is for parts that are made here. */
export interface NamedParts {
  readonly registry?: string;
  readonly registry_address?: readonly string[];
  readonly selector?: string;
  readonly transport?: string;
  readonly broker?: string;
  readonly broker_address?: readonly string[];
  readonly server_address?: string;
  readonly client_pool_size?: number;
  readonly client_pool_ttl?: number;
  readonly log_level?: LogLevel;
}

/** The parts that the client and the server of a service share. */
export interface Parts {
  readonly registry: Registry;
  readonly selector: Selector;
  readonly transports: Transports;
  readonly broker: Broker;
  readonly logger: Logger;
  /** Closes the parts that were made here. */
  closeOwn(): Promise<void>;
  /** Closes the parts that someone else made. */
  closeGiven(): Promise<void>;
}

/**
 * Completes the parts of a service.
 *
 * @throws {TypeError} for a name that nothing here has
 */
export function createParts(given: GivenParts, named: NamedParts): Parts {
  const logger = given.logger ?? createConsoleLogger(named.log_level ? { level: named.log_level } : {});
  const registry = choose(given.registry, named.registry, {
    flag: "registry",
    standard: "mdns",
    makers: {
      mdns: () => createMdnsRegistry({ logger, ...interfacesOf(named) }),
      memory: () => createMemoryRegistry(),
    },
  });
  const selector = choose(given.selector, named.selector, {
    flag: "selector",
    standard: "cache",
    makers: {
      cache: () => createRegistrySelector({ registry, logger }),
      default: () => createRegistrySelector({ registry, logger }),
      roundrobin: () => createRegistrySelector({ registry, logger, strategy: roundRobin() }),
    },
  });
  const transports = choose<Transports>(given.transports, named.transport, {
    flag: "transport",
    standard: "http",
    makers: {
      http: () => [createPortTransport(named), createGrpcTransport()],
      grpc: () => [createGrpcTransport()],
      memory: () => [createMemoryTransport()],
    },
  });
  const broker = choose<Broker>(given.broker, named.broker, {
    flag: "broker",
    standard: "http",
    makers: {
      http: () => createHttpBroker({ registry, address: brokerAddress(given, named), logger }),
      memory: () => createMemoryBroker({ logger }),
    },
  });
  // What depends on others goes first.
  const parts = [selector, broker, ...transports, registry];
  const givenParts = new Set<unknown>([...Object.values(given), ...(given.transports ?? [])]);
  return {
    registry,
    selector,
    transports,
    broker,
    logger,
    closeOwn: () => closeAll(parts.filter((it) => !givenParts.has(it))),
    closeGiven: () => closeAll(parts.filter((it) => givenParts.has(it))),
  };
}

/** One port for all: Go Micro's own wire, gRPC, and plain HTTP. */
function createPortTransport({ client_pool_size, client_pool_ttl }: NamedParts): Transport {
  return createHttpTransport({
    protocols: [createGrpcProtocol(), createConnectProtocol()],
    ...(client_pool_size !== undefined && { poolSize: client_pool_size }),
    ...(client_pool_ttl !== undefined && { poolTtlMs: client_pool_ttl }),
  });
}

function interfacesOf({ registry_address: interfaces }: NamedParts): MdnsRegistryOptions {
  return interfaces === undefined ? {} : { interfaces };
}

function brokerAddress(given: GivenParts, named: NamedParts): string {
  const service = named.server_address ?? given.address ?? ":0";
  return named.broker_address?.[0] ?? service.replace(/:[^:]*$/, ":0");
}

interface Choice<T> {
  /** The flag that chooses; the variable of the environment has the same name. */
  readonly flag: string;
  /** The name of what is made when nobody chose. */
  readonly standard: string;
  readonly makers: Readonly<Record<string, () => T>>;
}

function choose<T>(given: T | undefined, name: string | undefined, { flag, standard, makers }: Choice<T>): T {
  if (name === undefined && given !== undefined) return given;
  const chosen = name ?? standard;
  const make = Object.hasOwn(makers, chosen) ? makers[chosen] : undefined;
  if (make !== undefined) return make();
  const known = Object.keys(makers).join(", ");
  throw new TypeError(
    `Expected --${flag} or MICRO_${flag.toUpperCase()} to be one of ${known}, got "${chosen}"`,
  );
}

async function closeAll(parts: readonly { close(): Promise<void> }[]): Promise<void> {
  for (const part of parts) await part.close();
}
