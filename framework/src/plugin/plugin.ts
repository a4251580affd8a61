/*
 * A plugin brings parts that stand on other servers: a registry on etcd, a broker on NATS.
 */
import type { Broker } from "../broker/broker.js";
import type { Logger } from "../logger/logger.js";
import type { Registry } from "../registry/registry.js";
import type { Transport } from "../transport/transport.js";

/** What a plugin makes a part of. */
export interface PluginOptions {
  /** Its servers, as `MICRO_REGISTRY_ADDRESS` and the like name them. @default what the plugin says */
  readonly addresses?: readonly string[];
  /** The service's own. */
  readonly logger: Logger;
}

/**
 * Parts that a service can be told to use by name. Listing a plugin opens nothing: the part is made when its name is
 * chosen.
 *
 * ```ts
 * const consul: Plugin = { name: "consul", registry: createConsulRegistry };
 * createService({ name: "greeter", plugins: [consul] });  // and then, in the environment, MICRO_REGISTRY=consul
 * ```
 */
export interface Plugin {
  /** What chooses its parts: `--registry consul`, `MICRO_BROKER=nats`. */
  readonly name: string;
  readonly registry?: (options: PluginOptions) => Registry;
  readonly broker?: (options: PluginOptions) => Broker;
  readonly transport?: (options: PluginOptions) => Transport;
}
