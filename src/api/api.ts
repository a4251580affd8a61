/*
 * The API gateway: what speaks HTTP and JSON outside is called by it inside. Requests are routed by the paths that
 * services declare (`google.api.http`), by the names of services and endpoints (`/greeter/hello`), and by `/rpc`.
 */
import type { Client, Logger, Registry } from "@ts-micro/framework";

/** What the gateway is registered as, and what its errors have as their id. */
export const gatewayName = "go.micro.api";

export interface GatewayOptions {
  /** Where services are found. */
  readonly registry: Registry;
  /** Makes the calls. */
  readonly client: Client;
  /** Where to listen: `host:port`, with port 0 for any. @default ":8080" */
  readonly address?: string;
  /**
   * Only services below this name are reached: with `shop`, `/cart/add` calls `shop.cart`.
   * @default every service is
   */
  readonly namespace?: string;
  /** How long a call may take; a request may ask for less by the header `Timeout`. Streams have no limit of their own. @default 5000 */
  readonly timeoutMs?: number;
  /** The longest body of a request, in bytes. @default 4194304 */
  readonly maxBodyBytes?: number;
  /** The origins whose pages may call, such as `https://shop.example`; `*` for all, which then send no cookies. @default none */
  readonly corsOrigins?: readonly string[];
  /** How long `close` waits for requests that are in flight. @default 10000 */
  readonly drainTimeoutMs?: number;
  /** Hears of every request, of services that come, and of routes that collide. @default nobody does */
  readonly logger?: Logger;
}

/** A gateway, once it is started. */
export interface Gateway extends AsyncDisposable {
  /** Where it listens: `http://127.0.0.1:8080`. Undefined before `start`. */
  readonly url: string | undefined;
  /**
   * Learns what is registered, then listens.
   *
   * @throws {Error} for which `isListenError` holds, when nothing can listen on the address
   */
  start(): Promise<void>;
  /** Takes no more requests, and lets those in flight finish. Idempotent. */
  close(): Promise<void>;
}
