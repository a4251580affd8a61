import type { Awaitable } from "../async/awaitable.js";
import type { Broker } from "../broker/broker.js";
import type { CallOptions, CallWrapper, ClientWrapper } from "../client/client.js";
import type { HealthCheck } from "../health/health.js";
import type { Logger } from "../logger/logger.js";
import { checkOption, functions } from "../options/check-option.js";
import type { Plugin } from "../plugin/plugin.js";
import type { Registry } from "../registry/registry.js";
import type { Selector } from "../selector/selector.js";
import type { ServerOptions } from "../server/server-options.js";
import type { Transport } from "../transport/transport.js";

/** Runs at one moment in the life of a service. */
export type Hook = () => Awaitable<void>;

type OwnServerOptions = Omit<ServerOptions, "registry" | "transport" | "broker" | "logger">;

/**
 * What a service is made of. A flag beats the environment, and the environment beats what is given here, also an
 * object: with `MICRO_REGISTRY=memory` a `registry` given here is not used. A program that must not be told otherwise
 * gives `args: []` and `env: {}`.
 */
export interface ServiceOptions extends OwnServerOptions {
  /** Where services are registered and found. @default mDNS, which needs no other server */
  readonly registry?: Registry;
  /** Chooses nodes. @default at random, from a watched cache of the registry */
  readonly selector?: Selector;
  /** The wires it speaks: it listens on the first, and calls each node on the one that the node names. @default Go Micro's HTTP, with gRPC and plain HTTP on the same port */
  readonly transports?: readonly [Transport, ...Transport[]];
  /** Carries what is published. @default over HTTP, from publisher to subscribers */
  readonly broker?: Broker;
  /** Parts that flags and environment can choose by name, beside those built in: `MICRO_REGISTRY=consul`. @default none */
  readonly plugins?: readonly Plugin[];
  /** @default to stderr, from level info on */
  readonly logger?: Logger;
  /** What every call of the client begins with. */
  readonly callOptions?: CallOptions;
  /** The service that all calls and publications go through, which passes them on. @default none */
  readonly proxy?: string;
  /** Wrap the client; the first is the outermost. */
  readonly wrapClient?: readonly ClientWrapper[];
  /** Wrap every attempt of a call; the first is the outermost. */
  readonly wrapCall?: readonly CallWrapper[];
  /** The first that fails keeps the service from starting. */
  readonly beforeStart?: readonly Hook[];
  readonly afterStart?: readonly Hook[];
  /** All of them run, whatever fails. */
  readonly beforeStop?: readonly Hook[];
  readonly afterStop?: readonly Hook[];
  /** What `Debug.Health` looks at, by name: `{ database: () => pool.query("select 1") }`. @default nothing */
  readonly healthChecks?: Readonly<Record<string, HealthCheck>>;
  /** Flags such as `--server_address` beat the environment and the options. @default process.argv.slice(2) */
  readonly args?: readonly string[];
  /** Variables such as `MICRO_REGISTRY` beat the options. @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Checks what is not checked by whom it is passed on to.
 *
 * @throws {TypeError} naming the option, what it must be, and what it is
 */
export function checkServiceOptions(options: ServiceOptions): void {
  const wrappers = ["wrapClient", "wrapCall"] as const;
  const hooks = ["beforeStart", "afterStart", "beforeStop", "afterStop"] as const;
  for (const option of [...wrappers, ...hooks]) {
    checkOption(`service option \`${option}\``, options[option], functions);
  }
}
