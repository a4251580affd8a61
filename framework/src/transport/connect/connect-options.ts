import type { CorsOptions } from "./cors.js";

/** How plain HTTP is answered. */
export interface ConnectOptions {
  /** The longest message to take, in bytes. @default 4194304 */
  readonly maxReceiveBytes?: number;
  /** Compresses answers with gzip for clients that take it. @default false */
  readonly compress?: boolean;
  /** How long a request may take to come in, from its first byte to its last. @default 60000 */
  readonly requestTimeoutMs?: number;
  /** How long a connection of HTTP/1.1 is kept that brings no request. @default 65000 */
  readonly idleTimeoutMs?: number;
  /** Lets pages of other origins make calls. @default none may */
  readonly cors?: CorsOptions;
}

export type ConnectSettings = Required<Omit<ConnectOptions, "cors">> & Pick<ConnectOptions, "cors">;

const defaults = {
  maxReceiveBytes: 4_194_304,
  compress: false,
  requestTimeoutMs: 60_000,
  idleTimeoutMs: 65_000,
} as const;

/** @throws {TypeError} naming the option, what it must be, and what it is */
export function connectSettings(options: ConnectOptions): ConnectSettings {
  const settings = { ...defaults, ...options };
  for (const [option, value] of Object.entries(settings)) {
    if (typeof value === "number" && !(value >= 1)) {
      throw new TypeError(`Expected the option \`connect.${option}\` to be at least 1, got \`${value}\``);
    }
  }
  return settings;
}
