import { silentLogger } from "@ts-micro/framework";
import type { Gateway, GatewayOptions } from "./api.js";
import { isInNamespace } from "./discovery/namespace.js";
import { ServiceDescriptions } from "./discovery/service-descriptions.js";
import { ServiceDirectory } from "./discovery/service-directory.js";
import { GatewayServer } from "./http/gateway-server.js";
import { indexJson } from "./http/index-page.js";
import { buildRoutes, type DescribedRoutes } from "./routing/build-routes.js";

const defaults = {
  address: ":8080",
  namespace: "",
  timeoutMs: 5_000,
  maxBodyBytes: 4_194_304,
  corsOrigins: [],
  drainTimeoutMs: 10_000,
  logger: silentLogger,
} as const;

/** Makes the API gateway. Nothing opens before `start`. */
export function createGateway(options: GatewayOptions): Gateway {
  return new ApiGateway({ ...defaults, ...options });
}

class ApiGateway implements Gateway {
  readonly #options: Required<GatewayOptions>;
  readonly #directory: ServiceDirectory;
  readonly #descriptions: ServiceDescriptions;
  readonly #server: GatewayServer;
  #routes: DescribedRoutes = buildRoutes([]);
  #url: string | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: Required<GatewayOptions>) {
    const { registry, client, logger, namespace } = options;
    this.#options = options;
    this.#descriptions = new ServiceDescriptions({ client, logger, onChange: () => this.#buildRoutes() });
    this.#directory = new ServiceDirectory({
      registry,
      logger,
      includes: (service) => isInNamespace(namespace, service),
      onChange: (service, versions) => this.#descriptions.update(service, versions),
    });
    this.#server = new GatewayServer({
      ...options,
      routes: () => this.#routes,
      versions: (service) => this.#directory.versions(service),
      index: () => indexJson(this.#directory.names(), this.#routes.table.routes),
    });
  }

  get url(): string | undefined {
    return this.#url;
  }

  async start(): Promise<void> {
    await this.#directory.start();
    const { address, family, port } = await this.#server.listen();
    this.#url = `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    await this.#server.close();
    this.#directory.close();
    this.#descriptions.close();
  }

  #buildRoutes(): void {
    const before = new Set(this.#routes.problems);
    this.#routes = buildRoutes(this.#descriptions.methods());
    for (const problem of this.#routes.problems) if (!before.has(problem)) this.#options.logger.warn(problem);
  }
}
