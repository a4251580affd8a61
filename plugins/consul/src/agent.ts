import { type ApiTlsOptions, JsonApi, type JsonReply, type JsonRequest } from "@ts-micro/framework";

/** What an agent is told of a service: https://developer.hashicorp.com/consul/api-docs/agent/service#register-service */
export interface AgentService {
  readonly ID: string;
  readonly Name: string;
  readonly Tags: readonly string[];
  readonly Address: string;
  readonly Port: number;
  readonly Check?: {
    readonly TTL: string;
    readonly Status: "passing";
    readonly DeregisterCriticalServiceAfter: string;
  };
}

/** One instance of a service: https://developer.hashicorp.com/consul/api-docs/health#list-service-instances-for-service */
export interface HealthEntry {
  readonly Node: { readonly Address: string };
  readonly Service: {
    readonly ID: string;
    readonly Service: string;
    readonly Tags: readonly string[] | null;
    readonly Address: string;
    readonly Port: number;
  };
  readonly Checks: readonly HealthCheck[];
}

interface HealthCheck {
  readonly Status: "passing" | "warning" | "critical";
  readonly ServiceName: string;
}

/** An answer, and the state of the catalog that it shows. */
export interface Snapshot<T> {
  readonly value: T;
  readonly index: string;
}

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Waits until the catalog is past this state, or for a while. */
  readonly after?: string | undefined;
  /** Does not keep the process alive. */
  readonly background?: boolean;
}

export interface AgentOptions {
  readonly urls: readonly string[];
  readonly token?: string | undefined;
  readonly tls?: ApiTlsOptions | undefined;
  readonly timeoutMs: number;
}

/** How long a question may wait for a change: below the minute after which proxies lose patience. */
const waitMs = 50_000;

/** What the registry needs of the HTTP API of a Consul agent. */
export class Agent {
  readonly #api: JsonApi;
  readonly #headers: Readonly<Record<string, string>>;

  constructor({ urls, token, tls, timeoutMs }: AgentOptions) {
    this.#api = new JsonApi({ id: "go.micro.registry.consul", urls, timeoutMs, ...(tls && { tls }) });
    this.#headers = token === undefined ? {} : { "x-consul-token": token };
  }

  async register(service: AgentService): Promise<void> {
    const path = "/v1/agent/service/register?replace-existing-checks=true";
    await this.#send({ method: "PUT", path, body: service });
  }

  async deregister(id: string): Promise<void> {
    await this.#send({ method: "PUT", path: `/v1/agent/service/deregister/${encodeURIComponent(id)}` });
  }

  /** Says that a service with a TTL is well. */
  async pass(id: string): Promise<void> {
    await this.#send({ method: "PUT", path: `/v1/agent/check/pass/${encodeURIComponent(`service:${id}`)}` });
  }

  /** @throws an error with code 404 for a service that is not registered at this agent */
  async service(id: string): Promise<void> {
    await this.#send({ method: "GET", path: `/v1/agent/service/${encodeURIComponent(id)}` });
  }

  /** The instances of a service, well or not. */
  instances(service: string, options?: ReadOptions): Promise<Snapshot<readonly HealthEntry[]>> {
    return this.#read(`/v1/health/service/${encodeURIComponent(service)}`, options);
  }

  /** Every service, with its tags. */
  services(options?: ReadOptions): Promise<Snapshot<Readonly<Record<string, readonly string[]>>>> {
    return this.#read("/v1/catalog/services", options);
  }

  /** The checks that fail. */
  failures(options?: ReadOptions): Promise<Snapshot<readonly HealthCheck[]>> {
    return this.#read("/v1/health/state/critical", options);
  }

  async #read<T>(path: string, options: ReadOptions = {}): Promise<Snapshot<T>> {
    const { signal, after, background = false } = options;
    // Any server may answer, also one that lags behind: services are found while Consul elects a leader.
    const query = new URLSearchParams({ stale: "" });
    if (after !== undefined) query.set("index", after);
    if (after !== undefined) query.set("wait", `${waitMs}ms`);
    const { body, headers } = await this.#send({
      method: "GET",
      path: `${path}?${query}`,
      signal,
      background,
      // Consul adds up to a sixteenth, so that not all come back at once.
      extraMs: after === undefined ? 0 : waitMs * (1 + 1 / 16),
    });
    return { value: body as T, index: String(headers["x-consul-index"] ?? "0") };
  }

  #send(request: JsonRequest): Promise<JsonReply> {
    return this.#api.send({ ...request, headers: this.#headers });
  }
}
