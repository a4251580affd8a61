import type { ConnectionOptions, TlsOptions } from "node:tls";
import type { Codec } from "../../codec/codec.js";
import { MicroError } from "../../errors/micro-error.js";
import type { Node } from "../../registry/registry.js";
import { Deadlines } from "../deadlines.js";
import { openPort } from "../port/open-port.js";
import type { PortProtocol } from "../port/port-protocol.js";
import type {
  CallAcceptor,
  IncomingReply,
  Listener,
  OutgoingCall,
  OutgoingStream,
  Transport,
} from "../transport.js";
import type { ClientConnections } from "./client/client-connection.js";
import { ClientPool, type PoolLimits } from "./client/client-pool.js";
import { ClientStream } from "./client/client-stream.js";
import { DeadlineScan } from "./client/deadline-scan.js";
import type { DialTarget } from "./client/dial.js";
import { anyOrderMetadata, Peer } from "./client/peer.js";
import { PendingCall } from "./client/pending-call.js";
import { openingOf } from "./client/stream-opening.js";
import { ContentTypes } from "./message/content-types.js";
import { transportError } from "./message/error-fields.js";
import { HeadReader } from "./message/head-reader.js";
import type { ParserLimits } from "./message/message-parser.js";
import { MetadataWriter } from "./message/metadata-writer.js";
import { WriteBatch } from "./message/socket-writer.js";
import { createMucpProtocol } from "./server/mucp-protocol.js";

/** How the HTTP transport listens and connects. */
export interface HttpTransportOptions {
  /** Encryption: `server` for what listens, `client` for what connects. @default none */
  readonly tls?: { readonly server?: TlsOptions; readonly client?: ConnectionOptions };
  /** Other protocols that listeners speak on the same port, asked in this order before Go Micro's own. @default none */
  readonly protocols?: readonly PortProtocol[];
  /** How bodies of further content types are written, and of Go Micro's where they are to be written otherwise. @default none */
  readonly codecs?: Readonly<Record<string, Codec>>;
  /** Connections to one address that are kept while no call uses them. @default 100 */
  readonly poolSize?: number;
  /** How long they are kept. @default 60000 */
  readonly poolTtlMs?: number;
  /** The largest header of a message. @default 65536 */
  readonly maxHeaderBytes?: number;
  /** The largest body of a message. @default 4194304 */
  readonly maxBodyBytes?: number;
  /**
   * How long a message may take to arrive at a listener, from its first byte to its last, and how long a client may
   * take to send its first bytes.
   * @default 30000
   */
  readonly receiveTimeoutMs?: number;
}

/** Carries calls on Go Micro's own wire: HTTP/1.1 messages over TCP. */
export function createHttpTransport(options: HttpTransportOptions = {}): Transport {
  return new HttpTransport(options);
}

class HttpTransport implements Transport {
  readonly name = "http";
  readonly protocol = "mucp";
  readonly #options: HttpTransportOptions;
  readonly #shared: ClientConnections & { readonly pool: PoolLimits };
  readonly #contentTypes: ContentTypes;
  readonly #metadata = new MetadataWriter();
  readonly #peers = new WeakMap<Node, { readonly peer: Peer; pool: ClientPool }>();
  /** Those that hold connections: nodes come and go, and must not be remembered for ever. */
  readonly #pools = new Map<string, ClientPool>();
  readonly #streams = new Set<OutgoingStream>();
  readonly #deadlines = new DeadlineScan((now) => this.#expire(now));
  #idleTimer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: HttpTransportOptions) {
    this.#options = options;
    this.#contentTypes = new ContentTypes(options.codecs);
    this.#shared = {
      heads: new HeadReader("response"),
      batch: new WriteBatch(),
      deadlines: new Deadlines(),
      limits: limitsOf(options),
      pool: {
        maxIdle: atLeast(1, "poolSize", options.poolSize ?? 100),
        idleTtlMs: atLeast(1, "poolTtlMs", options.poolTtlMs ?? 60_000),
      },
    };
  }

  codec(contentType: string): Codec | undefined {
    return this.#contentTypes.find(contentType)?.codec;
  }

  call(node: Node, call: OutgoingCall, body: Uint8Array): Promise<IncomingReply> {
    if (this.#closed) return Promise.reject(transportClosed());
    if (call.signal?.aborted === true)
      return Promise.reject(MicroError.from(call.signal.reason, "go.micro.client"));
    return new Promise((resolve, reject) => {
      const { peer, pool } = this.#find(node);
      const head = peer.headOf(call);
      const pending = new PendingCall(call, head.format, { resolve, reject });
      const now = Date.now();
      const request = {
        prefix: head.prefix,
        fields: this.#fields(call, now),
        body: head.format.framing?.packRequest({ endpoint: call.target.endpoint, id: "0" }, body) ?? body,
        dialTimeoutMs: call.dialTimeoutMs,
      };
      pool.send(pending, request, now);
      this.#deadlines.expect(pending.deadline);
    });
  }

  async stream(node: Node, call: OutgoingCall): Promise<OutgoingStream> {
    if (this.#closed) throw transportClosed();
    const { peer } = this.#find(node);
    const fields = this.#fields(call, Date.now());
    const stream = await ClientStream.open(
      openingOf(call, peer, { target: this.#targetOf(node), fields }),
      this.#shared,
    );
    this.#streams.add(stream);
    stream.trailer.then(() => this.#streams.delete(stream));
    return stream;
  }

  async listen(address: string, acceptor: CallAcceptor): Promise<Listener> {
    const { tls, protocols = [], receiveTimeoutMs = 30_000 } = this.#options;
    const mucp = createMucpProtocol({ ...this.#shared.limits, receiveTimeoutMs }, this.#contentTypes);
    const listener = await openPort(address, acceptor, {
      protocols: [...protocols, mucp],
      sniffTimeoutMs: receiveTimeoutMs,
      ...(tls?.server !== undefined && { tls: tls.server }),
    });
    const names = [this.protocol, ...protocols.flatMap((it) => it.name ?? [])];
    const secure = tls?.server === undefined ? {} : secureMetadata;
    return { ...listener, metadata: { ...anyOrderMetadata, ...secure, protocols: names.join(",") } };
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#idleTimer);
    this.#idleTimer = undefined;
    for (const pool of this.#pools.values()) pool.close(transportClosed());
    for (const stream of this.#streams) stream.close();
    this.#deadlines.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #fields({ deadline, metadata }: OutgoingCall, now: number): string {
    const timeout =
      deadline === undefined ? "" : `Timeout: ${Math.max(1, Math.ceil(deadline - now))}000000\r\n`;
    return timeout + this.#metadata.write(metadata);
  }

  #find(node: Node): { readonly peer: Peer; readonly pool: ClientPool } {
    let found = this.#peers.get(node);
    if (found === undefined) {
      const peer = new Peer(node, this.#contentTypes);
      found = { peer, pool: this.#poolOf(node, peer) };
      this.#peers.set(node, found);
    } else if (found.pool.empty) {
      found.pool = this.#poolOf(node, found.peer);
    }
    return found;
  }

  #poolOf(node: Node, peer: Peer): ClientPool {
    const key = `${peer.host} ${peer.traits.anyOrder}`;
    let pool = this.#pools.get(key);
    if (pool === undefined) {
      pool = new ClientPool(this.#targetOf(node), peer.traits.anyOrder, this.#shared);
      this.#pools.set(key, pool);
      this.#idleTimer ??= setInterval(() => this.#closeIdle(), this.#shared.pool.idleTtlMs / 4).unref();
    }
    return pool;
  }

  #targetOf(node: Node): DialTarget {
    const tls = this.#options.tls?.client;
    if (tls === undefined && node.metadata.secure === secureMetadata.secure) throw noEncryption(node);
    return { host: node.address, port: node.port, ...(tls !== undefined && { tls }) };
  }

  #expire(now: number): number {
    let next = Number.POSITIVE_INFINITY;
    for (const pool of this.#pools.values()) next = Math.min(next, pool.expire(now));
    return next;
  }

  #closeIdle(): void {
    const now = Date.now();
    for (const [key, pool] of this.#pools) {
      pool.closeIdle(now);
      if (pool.empty) this.#pools.delete(key);
    }
  }
}

/** What a listener announces that takes encrypted connections only. */
const secureMetadata = { secure: "true" } as const;

/** Whoever waits for another attempt when it is closed must not open connections again. */
function transportClosed(): MicroError {
  return transportError(503, "the transport is closed");
}

function noEncryption({ id }: Node): MicroError {
  const detail = `node ${id} takes encrypted connections only: give createHttpTransport the option tls.client`;
  return new MicroError({ id: "go.micro.client", code: 500, detail });
}

function limitsOf({
  maxHeaderBytes = 64 * 1024,
  maxBodyBytes = 4 * 1024 * 1024,
}: HttpTransportOptions): ParserLimits {
  return {
    maxHeaderBytes: atLeast(256, "maxHeaderBytes", maxHeaderBytes),
    maxBodyBytes: atLeast(0, "maxBodyBytes", maxBodyBytes),
  };
}

function atLeast(least: number, name: string, value: number): number {
  if (Number.isInteger(value) && value >= least) return value;
  throw new TypeError(`${name} must be a whole number of at least ${least}, got ${value}`);
}
