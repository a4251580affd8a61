import { readFile } from "node:fs/promises";
import { type ApiTlsOptions, JsonApi, MicroError } from "@ts-micro/framework";

/** What is looked at of a pod: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/ */
export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: "True" | "False" | "Unknown" }[];
  };
}

export interface PodList {
  readonly metadata: { readonly resourceVersion: string };
  readonly items: readonly Pod[];
}

/** Labels and annotations to set, and to remove where null. */
export interface PodPatch {
  readonly labels: Readonly<Record<string, string | null>>;
  readonly annotations: Readonly<Record<string, string | null>>;
}

export interface PodEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: Pod;
}

interface ErrorEvent {
  readonly type: "ERROR";
  readonly object: { readonly code: number; readonly message?: string };
}

export interface PodsApiOptions {
  readonly urls: readonly string[];
  readonly namespace: string;
  /** The file that holds the token; Kubernetes writes a new one there from time to time. */
  readonly tokenFile: string | undefined;
  readonly token: string | undefined;
  readonly tls: ApiTlsOptions | undefined;
  readonly timeoutMs: number;
}

const id = "go.micro.registry.kubernetes";

/** How long a watch goes on before it begins anew. */
const watchSeconds = 300;

/** The pods of one namespace, by the API of Kubernetes. */
export class PodsApi {
  readonly #api: JsonApi;
  readonly #options: PodsApiOptions;
  readonly #path: string;

  constructor(options: PodsApiOptions) {
    const { urls, tls, timeoutMs, namespace } = options;
    this.#api = new JsonApi({ id, urls, timeoutMs, ...(tls && { tls }) });
    this.#options = options;
    this.#path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`;
  }

  /** The running pods that have a label. */
  async list(label: string, signal?: AbortSignal): Promise<PodList> {
    const path = `${this.#path}?${runningWith(label)}`;
    const { body } = await this.#api.send({ method: "GET", path, headers: await this.#headers(), signal });
    return body as PodList;
  }

  async patch(pod: string, metadata: PodPatch): Promise<void> {
    const headers = { ...(await this.#headers()), "content-type": "application/merge-patch+json" };
    const path = `${this.#path}/${encodeURIComponent(pod)}`;
    await this.#api.send({ method: "PATCH", path, headers, body: { metadata } });
  }

  /**
   * The changes after a list. A pod that runs no longer, or lost the label, is reported as deleted. It ends when
   * there is nothing more to hear: after a while, or because Kubernetes has forgotten that list.
   */
  async *watch(label: string, resourceVersion: string, signal: AbortSignal): AsyncGenerator<PodEvent, void> {
    const query = runningWith(label);
    query.set("watch", "true");
    query.set("resourceVersion", resourceVersion);
    query.set("timeoutSeconds", String(watchSeconds));
    const path = `${this.#path}?${query}`;
    const headers = await this.#headers();
    for await (const line of this.#api.stream({ method: "GET", path, headers, signal, background: true })) {
      const event = line as PodEvent | ErrorEvent;
      if (event.type !== "ERROR") yield event;
      else if (event.object.code === 410) return;
      else throw new MicroError({ id, code: event.object.code, detail: `watch: ${event.object.message}` });
    }
  }

  async #headers(): Promise<Record<string, string>> {
    const { tokenFile } = this.#options;
    const token = this.#options.token ?? (tokenFile && (await readFile(tokenFile, "utf8")).trim());
    return token ? { authorization: `Bearer ${token}` } : {};
  }
}

function runningWith(label: string): URLSearchParams {
  return new URLSearchParams({ labelSelector: `${label}=service`, fieldSelector: "status.phase=Running" });
}
