import {
  type ApiTlsOptions,
  createStoreRegistry,
  type Logger,
  type Plugin,
  parseApiAddress,
  type Registry,
} from "@ts-micro/framework";
import { EtcdApi } from "./etcd-api.js";
import { EtcdStore } from "./etcd-store.js";

export interface EtcdRegistryOptions {
  /**
   * The members: `127.0.0.1:2379`, or `https://etcd-0.internal:2379`. While one cannot be reached, the next is asked.
   * @default ["127.0.0.1:2379"]
   */
  readonly addresses?: readonly string[];
  /**
   * Who asks, where etcd has authentication; by a password, as client certificates are nobody to etcd's JSON gateway.
   * @default nobody in particular
   */
  readonly credentials?: { readonly name: string; readonly password: string };
  /**
   * The folder of all entries.
   * @default "/micro-registry"
   */
  readonly prefix?: string;
  /**
   * Certificates, as `node:tls` takes them, for addresses with `https:`.
   * @default those that Node trusts, and none of one's own
   */
  readonly tls?: ApiTlsOptions;
  /**
   * How long an answer of etcd is waited for.
   * @default 5000
   */
  readonly timeoutMs?: number;
  /**
   * Hears of what could not be taken back at the end.
   * @default none
   */
  readonly logger?: Logger;
}

/** Lets `MICRO_REGISTRY=etcd` choose etcd: `createService({ plugins: [etcd] })`. */
export const etcd: Plugin = { name: "etcd", registry: createEtcdRegistry };

/** Makes a registry in etcd, 3.4 or later. Go Micro's `etcdv3` registry reads and writes the same. */
export function createEtcdRegistry(options: EtcdRegistryOptions = {}): Registry {
  const { addresses = ["127.0.0.1:2379"], credentials, tls, timeoutMs = 5_000, logger } = options;
  if (!(timeoutMs > 0)) {
    throw new TypeError(`timeoutMs: expected a number of milliseconds above 0, got ${timeoutMs}`);
  }
  const api = new EtcdApi({
    urls: addresses.map((it) => parseApiAddress(it, { port: 2379 })),
    credentials,
    tls,
    timeoutMs,
  });
  const prefix = checkPrefix(options.prefix ?? "/micro-registry");
  return createStoreRegistry(new EtcdStore({ api, prefix }), logger && { logger });
}

function checkPrefix(prefix: string): string {
  if (/^\/.*[^/]$/.test(prefix)) return prefix;
  throw new TypeError(`prefix: expected a folder like "/micro-registry", got "${prefix}"`);
}
