import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { listenError, parsePortAddress, unavailable } from "@ts-micro/framework";
import { gatewayName } from "../api.js";
import { Exchange, type ExchangeOptions } from "./exchange.js";

export interface GatewayServerOptions extends Omit<ExchangeOptions, "closing"> {
  readonly address: string;
  readonly drainTimeoutMs: number;
}

/** The port of the gateway. */
export class GatewayServer {
  readonly #options: GatewayServerOptions;
  readonly #server: Server;
  readonly #exchanges = new Set<Exchange>();
  readonly #closing = new AbortController();

  constructor(options: GatewayServerOptions) {
    this.#options = options;
    const exchangeOptions: ExchangeOptions = { ...options, closing: this.#closing.signal };
    this.#server = createServer(async (request, response) => {
      const exchange = new Exchange(request, response, exchangeOptions);
      this.#exchanges.add(exchange);
      await exchange.run();
      this.#exchanges.delete(exchange);
    });
  }

  /** @returns where it listens @throws {Error} as `listenError` makes them */
  listen(): Promise<AddressInfo> {
    const { address } = this.#options;
    const { host, firstPort, lastPort } = parsePortAddress(address);
    if (firstPort !== lastPort) throw new TypeError(`address must be host:port, got "${address}"`);
    return new Promise((resolve, reject) => {
      this.#server.once("error", (error) => reject(listenError(address, error)));
      this.#server.listen({ port: firstPort, ...(host !== undefined && { host }) }, () =>
        resolve(this.#server.address() as AddressInfo),
      );
    });
  }

  /** Streams end at once; everything else has its time. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    this.#closing.abort(unavailable(gatewayName, "the gateway stops"));
    for (const exchange of this.#exchanges) exchange.makeLast();
    const closed = new Promise((resolve) => this.#server.close(resolve));
    const timer = setTimeout(() => this.#server.closeAllConnections(), this.#options.drainTimeoutMs);
    await closed;
    clearTimeout(timer);
  }
}
