import {
  type ApiTlsOptions,
  createStoreRegistry,
  type Logger,
  type Plugin,
  parseApiAddress,
  type Registry,
} from "@ts-micro/framework";
import { Agent } from "./agent.js";
import { ConsulStore } from "./consul-store.js";

export interface ConsulRegistryOptions {
  /**
   * Where an agent is: `127.0.0.1:8500`, or `https://consul.internal:8501`. While one cannot be reached, the next is
   * asked.
   * @default the environment's CONSUL_HTTP_ADDR, or else ["127.0.0.1:8500"]
   */
  readonly addresses?: readonly string[];
  /**
   * The ACL token: `service:write` for what is registered, `service:read` and `node:read` for what is looked up.
   * @default the environment's CONSUL_HTTP_TOKEN, or else none
   */
  readonly token?: string;
  /**
   * Where services are looked up.
   * @default the agent's own datacenter
   */
  readonly datacenter?: string;
  /**
   * Certificates, as `node:tls` takes them, for addresses with `https:`.
   * @default those that Node trusts, and none of one's own
   */
  readonly tls?: ApiTlsOptions;
  /**
   * How long an answer of the agent is waited for, and until what it was told shows in the catalog.
   * @default 5000
   */
  readonly timeoutMs?: number;
  /**
   * Hears of what could not be taken back at the end.
   * @default none
   */
  readonly logger?: Logger;
}

/** Lets `MICRO_REGISTRY=consul` choose Consul: `createService({ plugins: [consul] })`. */
export const consul: Plugin = { name: "consul", registry: createConsulRegistry };

/** Makes a registry in Consul's catalog. Go Micro's `consul` registry reads and writes the same. */
export function createConsulRegistry(options: ConsulRegistryOptions = {}): Registry {
  const { env } = process;
  const { tls, timeoutMs = 5_000, logger } = options;
  if (!(timeoutMs > 0)) {
    throw new TypeError(`timeoutMs: expected a number of milliseconds above 0, got ${timeoutMs}`);
  }
  const addresses = options.addresses ?? [env.CONSUL_HTTP_ADDR || "127.0.0.1:8500"];
  const token = options.token ?? (env.CONSUL_HTTP_TOKEN || undefined);
  const agent = new Agent({
    urls: addresses.map((it) => parseApiAddress(it, { port: 8500 })),
    token,
    tls,
    timeoutMs,
  });
  return createStoreRegistry(new ConsulStore({ agent, settleMs: timeoutMs }), logger && { logger });
}
