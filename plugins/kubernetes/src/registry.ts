import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type ApiTlsOptions,
  createStoreRegistry,
  type Logger,
  type Plugin,
  parseApiAddress,
  type Registry,
} from "@ts-micro/framework";
import { PodStore } from "./pod-store.js";
import { PodsApi } from "./pods-api.js";

export interface KubernetesRegistryOptions {
  /**
   * Where the API server is. From outside, `kubectl proxy` serves it at `http://127.0.0.1:8001`.
   * @default that of the cluster that this process runs in
   */
  readonly addresses?: readonly string[];
  /**
   * The folder with `token`, `ca.crt` and `namespace` of a service account.
   * @default where Kubernetes mounts it, without `addresses`; or else none
   */
  readonly serviceAccount?: string;
  /**
   * Where services are registered and looked up.
   * @default that of the service account, or else "default"
   */
  readonly namespace?: string;
  /**
   * A token to show.
   * @default that of the service account
   */
  readonly token?: string;
  /**
   * The pod that runs this process: what is registered is written to it.
   * @default the environment's HOSTNAME, which is the name of the pod
   */
  readonly podName?: string;
  /**
   * Certificates, as `node:tls` takes them.
   * @default that of the service account, or else those that Node trusts
   */
  readonly tls?: ApiTlsOptions;
  /**
   * How long an answer of the API server is waited for.
   * @default 5000
   */
  readonly timeoutMs?: number;
  /**
   * Hears of what could not be taken back at the end.
   * @default none
   */
  readonly logger?: Logger;
}

/** Lets `MICRO_REGISTRY=kubernetes` choose Kubernetes: `createService({ plugins: [kubernetes] })`. */
export const kubernetes: Plugin = { name: "kubernetes", registry: createKubernetesRegistry };

/** Makes a registry in the annotations of pods. Go Micro's `kubernetes` registry reads and writes the same. */
export function createKubernetesRegistry(options: KubernetesRegistryOptions = {}): Registry {
  const { token, timeoutMs = 5_000, logger } = options;
  if (!(timeoutMs > 0)) {
    throw new TypeError(`timeoutMs: expected a number of milliseconds above 0, got ${timeoutMs}`);
  }
  const addresses = options.addresses ?? [ownServer()];
  const account = options.serviceAccount ?? (options.addresses === undefined ? mountedAccount : undefined);
  const api = new PodsApi({
    urls: addresses.map((it) => parseApiAddress(it, { port: 443 })),
    namespace: options.namespace ?? readAccount(account, "namespace") ?? "default",
    token,
    tokenFile: account && join(account, "token"),
    tls: options.tls ?? caOf(account),
    timeoutMs,
  });
  const podName = options.podName ?? process.env.HOSTNAME ?? "";
  return createStoreRegistry(new PodStore({ api, podName }), logger && { logger });
}

const mountedAccount = "/var/run/secrets/kubernetes.io/serviceaccount";

/** Where Kubernetes says that its API server is, to every container. */
function ownServer(): string {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env;
  if (host) return `https://${host.includes(":") ? `[${host}]` : host}:${port}`;
  throw new TypeError(
    "addresses: expected where the API server is, as this process runs in no pod (there is no KUBERNETES_SERVICE_HOST); `kubectl proxy` serves it at http://127.0.0.1:8001",
  );
}

function caOf(account: string | undefined): ApiTlsOptions | undefined {
  const ca = readAccount(account, "ca.crt");
  return ca === undefined ? undefined : { ca };
}

/** @throws {TypeError} when the service account is not there */
function readAccount(account: string | undefined, file: string): string | undefined {
  if (account === undefined) return undefined;
  try {
    return readFileSync(join(account, file), "utf8").trim();
  } catch (cause) {
    throw new TypeError(
      `serviceAccount: expected a folder with token, ca.crt and namespace, as automountServiceAccountToken gives; ${account}/${file} cannot be read`,
      { cause },
    );
  }
}
