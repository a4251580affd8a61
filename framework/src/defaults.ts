/*
 * The one file that names implementations: what a service is made of when nobody chose otherwise, and what a
 * command line or the environment can choose by name.
 */
import type { Broker } from "./broker/broker.js";
import { createHttpBroker } from "./broker/http/http-broker.js";
import { createMemoryBroker } from "./broker/memory-broker.js";
import { createConsoleLogger } from "./logger/console-logger.js";
import type { Logger, LogLevel } from "./logger/logger.js";
import { choosePart, type PartChoice, type PartMakers } from "./plugin/choose-part.js";
import { ownPlugins } from "./plugin/own-plugins.js";
import type { Plugin } from "./plugin/plugin.js";
import { createMdnsRegistry } from "./registry/mdns/mdns-registry.js";
import { createMemoryRegistry } from "./registry/memory-registry.js";
import type { Registry } from "./registry/registry.js";
import { createDnsSelector } from "./selector/dns-selector.js";
import { createRegistrySelector } from "./selector/registry-selector.js";
import type { Selector } from "./selector/selector.js";
import { createStaticSelector } from "./selector/static-selector.js";
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
  readonly plugins?: readonly Plugin[];
  /** Where the service listens; its broker listens at the same host. */
  readonly address?: string;
}

/** Parts chosen by name; they beat those given. The rest is for parts that are made here. */
export interface NamedParts {
  readonly registry?: string;
  readonly registry_address?: readonly string[];
  readonly selector?: string;
  readonly transport?: string;
  readonly transport_address?: readonly string[];
  readonly broker?: string;
  readonly broker_address?: readonly string[];
  readonly client?: string;
  readonly server?: string;
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
  /** The one of the transports that the server listens on. */
  readonly listening: Transport;
  /** The one of the transports that the client prefers, if it was told to. */
  readonly preferred: Transport | undefined;
  readonly broker: Broker;
  readonly logger: Logger;
  /** Those that someone else made; what depends on others goes first. */
  readonly given: readonly Part[];
  /** Closes those that were made here. */
  closeOwn(): Promise<void>;
}

/** Something to close. */
export type Part = Pick<Registry, "close">;

/** What others are made of. */
type SharedParts = Pick<Parts, "registry" | "logger">;

/**
 * Completes the parts of a service.
 *
 * @throws {TypeError} for a name that neither this file nor a plugin has
 */
export function createParts(given: GivenParts, named: NamedParts): Parts {
  const logger = given.logger ?? createConsoleLogger(named.log_level ? { level: named.log_level } : {});
  const registry = chooseRegistry(given, named, logger);
  const selector = chooseSelector(given, named, { registry, logger });
  const transports = chooseTransports(given, named, logger);
  const broker = chooseBroker(given, named, { registry, logger });
  // What depends on others goes first.
  const parts = [selector, broker, ...transports, registry];
  const givenParts = new Set<unknown>([...Object.values(given), ...(given.transports ?? [])]);
  return {
    registry,
    selector,
    transports,
    listening: speaking("server", transports, named.server) ?? transports[0],
    preferred: speaking("client", transports, named.client),
    broker,
    logger,
    given: parts.filter((it) => givenParts.has(it)),
    closeOwn: () => closeAll(parts.filter((it) => !givenParts.has(it))),
  };
}

function chooseRegistry(given: GivenParts, named: NamedParts, logger: Logger): Registry {
  const wish = { given: given.registry, name: named.registry, addresses: named.registry_address };
  const choice: PartChoice<Registry> = {
    flag: "registry",
    standard: "mdns",
    builtIn: {
      mdns: ({ addresses }) => createMdnsRegistry({ logger, ...(addresses && { interfaces: addresses }) }),
      memory: () => createMemoryRegistry(),
    },
    addressed: ["mdns"],
    plugins: pluginMakers(given, ({ registry }) => registry),
    installable: ownPlugins,
  };
  return choosePart(wish, choice, logger);
}

function chooseSelector(given: GivenParts, named: NamedParts, options: SharedParts): Selector {
  const cache = (): Selector => createRegistrySelector(options);
  const choice: PartChoice<Selector> = {
    flag: "selector",
    standard: "cache",
    builtIn: {
      cache,
      default: cache,
      roundrobin: () => createRegistrySelector({ ...options, strategy: roundRobin() }),
      dns: ({ logger }) => createDnsSelector({ logger }),
      static: () => createStaticSelector(),
    },
    plugins: {},
  };
  return choosePart({ given: given.selector, name: named.selector }, choice, options.logger);
}

function chooseTransports(given: GivenParts, named: NamedParts, logger: Logger): Transports {
  const wish = { given: given.transports, name: named.transport, addresses: named.transport_address };
  const choice: PartChoice<Transports> = {
    flag: "transport",
    standard: "http",
    builtIn: {
      http: () => [createPortTransport(named), createGrpcTransport()],
      grpc: () => [createGrpcTransport()],
      memory: () => [createMemoryTransport()],
    },
    plugins: pluginMakers(given, ({ transport }) => transport && ((options) => [transport(options)])),
  };
  return choosePart(wish, choice, logger);
}

function chooseBroker(given: GivenParts, named: NamedParts, options: SharedParts): Broker {
  const wish = { given: given.broker, name: named.broker, addresses: named.broker_address };
  const choice: PartChoice<Broker> = {
    flag: "broker",
    standard: "http",
    builtIn: {
      http: () => createHttpBroker({ ...options, address: brokerAddress(given, named) }),
      memory: ({ logger }) => createMemoryBroker({ logger }),
    },
    addressed: ["http"],
    plugins: pluginMakers(given, ({ broker }) => broker),
  };
  return choosePart(wish, choice, options.logger);
}

/** What plugins bring of one kind. Of two with one name, the later is meant. */
function pluginMakers<T>(
  { plugins = [] }: GivenParts,
  makerOf: (plugin: Plugin) => PartMakers<T>[string] | undefined,
): PartMakers<T> {
  const makers = plugins.flatMap((plugin) => {
    const make = makerOf(plugin);
    return make === undefined ? [] : [[plugin.name, make] as const];
  });
  return Object.fromEntries(makers);
}

/** One port for all: Go Micro's own wire, gRPC, and plain HTTP. */
function createPortTransport({ client_pool_size, client_pool_ttl }: NamedParts): Transport {
  return createHttpTransport({
    protocols: [createGrpcProtocol(), createConnectProtocol()],
    ...(client_pool_size !== undefined && { poolSize: client_pool_size }),
    ...(client_pool_ttl !== undefined && { poolTtlMs: client_pool_ttl }),
  });
}

function brokerAddress(given: GivenParts, named: NamedParts): string {
  const service = named.server_address ?? given.address ?? ":0";
  return named.broker_address?.[0] ?? service.replace(/:[^:]*$/, ":0");
}

/**
 * Finds the transport of a wire that was asked for by name.
 *
 * `rpc` is Go Micro's name for what it does by default, so that any transport is right where none has the wire.
 */
function speaking(flag: string, transports: Transports, wire: string | undefined): Transport | undefined {
  if (wire === undefined) return undefined;
  const protocol = wire === "rpc" ? "mucp" : wire;
  const found = transports.find((it) => it.protocol === protocol);
  if (found !== undefined || wire === "rpc") return found;
  const known = transports.map((it) => it.protocol).join(", ");
  throw new TypeError(
    `Expected --${flag} or MICRO_${flag.toUpperCase()} to be a wire of the service's transports (${known}), got "${wire}"`,
  );
}

async function closeAll(parts: readonly Part[]): Promise<void> {
  for (const part of parts) await part.close();
}
