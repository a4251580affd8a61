import type { Codec } from "../../codec/codec.js";
import type { ConnectOptions } from "../connect/connect-options.js";
import type { Http2Engine, Http2Settings } from "../http2/http2.js";
import { createSocketHttp2Engine } from "../http2/socket/socket-http2-engine.js";

/** What both sides of gRPC hold to. */
export interface GrpcLimits {
  /** The longest message to take, in bytes. @default 4194304 */
  readonly maxReceiveBytes?: number;
  /** The longest message to send, in bytes. @default 4194304 */
  readonly maxSendBytes?: number;
  /** Sends messages compressed with gzip; a server does so for clients that take it. @default false */
  readonly compress?: boolean;
  /** How messages of further content types are written: what is `application/msgpack` here is `application/grpc+msgpack` on the wire. @default none */
  readonly codecs?: Readonly<Record<string, Codec>>;
  /** How long a peer may take to show that it is still there. @default 20000 */
  readonly keepAliveTimeoutMs?: number;
  /** What this side announces to its peers. */
  readonly http2?: Http2Settings;
  /** Who speaks HTTP/2. @default createSocketHttp2Engine() */
  readonly engine?: Http2Engine;
}

export interface GrpcServerOptions extends GrpcLimits {
  /** How often to ask whether a client is still there; 0 for never. @default 60000 */
  readonly keepAliveMs?: number;
  /** How long the one request of a unary call may take to come in. @default 60000 */
  readonly requestTimeoutMs?: number;
  /** How plain HTTP is answered that comes over HTTP/2. */
  readonly connect?: ConnectOptions;
}

export interface GrpcClientOptions extends GrpcLimits {
  /**
   * How often to ask, while calls are open, whether the server is still there; 0 for never. Servers close
   * connections that ask too often: Go's, more often than every five minutes.
   * @default 0
   */
  readonly keepAliveMs?: number;
  /** After how long without calls a connection is closed. @default 60000 */
  readonly idleTtlMs?: number;
  /** How many connections to open to a node that takes no more calls on those it has. @default 8 */
  readonly maxConnections?: number;
}

const limits = {
  maxReceiveBytes: 4_194_304,
  maxSendBytes: 4_194_304,
  compress: false,
  codecs: {},
  keepAliveTimeoutMs: 20_000,
  http2: {},
} as const;

/** @throws {TypeError} naming the option, what it must be, and what it is */
export function completeGrpcServerOptions(options: GrpcServerOptions): Required<GrpcServerOptions> {
  return checked({
    ...limits,
    keepAliveMs: 60_000,
    requestTimeoutMs: 60_000,
    connect: {},
    engine: options.engine ?? createSocketHttp2Engine(),
    ...options,
  });
}

/** @throws {TypeError} naming the option, what it must be, and what it is */
export function completeGrpcClientOptions(options: GrpcClientOptions): Required<GrpcClientOptions> {
  return checked({
    ...limits,
    keepAliveMs: 0,
    idleTtlMs: 60_000,
    maxConnections: 8,
    engine: options.engine ?? createSocketHttp2Engine(),
    ...options,
  });
}

function checked<T extends GrpcLimits>(options: T): T {
  for (const [option, value] of Object.entries(options)) {
    if (typeof value === "number") checkLeast(option, value, option === "keepAliveMs" ? 0 : 1);
  }
  for (const [option, value] of Object.entries(options.http2 ?? {})) checkLeast(`http2.${option}`, value, 1);
  return options;
}

function checkLeast(option: string, value: number, least: number): void {
  if (value >= least) return;
  throw new TypeError(`Expected the gRPC option \`${option}\` to be at least ${least}, got \`${value}\``);
}
