import type { ConnectionOptions, TlsOptions } from "node:tls";
import type { Codec } from "../../codec/codec.js";
import type { Node } from "../../registry/registry.js";
import { createConnectProtocol } from "../connect/connect-protocol.js";
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
import type { ClientCallOptions } from "./client-call.js";
import { ClientStream } from "./client-stream.js";
import { ConnectionPool } from "./connection-pool.js";
import { GrpcContents } from "./grpc-contents.js";
import { completeGrpcClientOptions, type GrpcClientOptions, type GrpcServerOptions } from "./grpc-options.js";
import { createGrpcProtocol } from "./grpc-protocol.js";
import { UnaryClientCall } from "./unary-client-call.js";

export interface GrpcTransportOptions {
  /** How calls are made. */
  readonly client?: GrpcClientOptions;
  /** How calls are served. */
  readonly server?: GrpcServerOptions;
  /** Encryption: `server` for what listens, `client` for what connects. @default none */
  readonly tls?: { readonly server?: TlsOptions; readonly client?: ConnectionOptions };
}

/**
 * Makes a transport that speaks gRPC over HTTP/2.
 *
 * Its port answers plain HTTP, too. A server that speaks Go Micro's own wire beside both listens on the `http`
 * transport instead, with `createGrpcProtocol` and `createConnectProtocol` among the protocols of its port.
 *
 * @throws {TypeError} for an option that is not what it must be
 */
export function createGrpcTransport(options: GrpcTransportOptions = {}): Transport {
  return new GrpcTransport(options);
}

class GrpcTransport implements Transport {
  readonly name = "grpc";
  readonly protocol = "grpc";
  readonly #protocols: readonly PortProtocol[];
  readonly #client: Required<GrpcClientOptions>;
  readonly #contents: GrpcContents;
  readonly #tls: GrpcTransportOptions["tls"];
  readonly #deadlines = new Deadlines();
  readonly #pools = new Map<string, ConnectionPool>();

  constructor({ client = {}, server = {}, tls }: GrpcTransportOptions) {
    this.#client = completeGrpcClientOptions(client);
    this.#contents = new GrpcContents(client.codecs);
    this.#protocols = [createGrpcProtocol(server), createConnectProtocol(server.connect)];
    this.#tls = tls;
  }

  codec(contentType: string): Codec | undefined {
    return this.#contents.choose(contentType)?.codec;
  }

  call(node: Node, call: OutgoingCall, body: Uint8Array): Promise<IncomingReply> {
    return new UnaryClientCall(call, body, this.#optionsOf(node, call)).run();
  }

  stream(node: Node, call: OutgoingCall): Promise<OutgoingStream> {
    return new ClientStream(call, this.#optionsOf(node, call)).open();
  }

  async listen(address: string, acceptor: CallAcceptor): Promise<Listener> {
    const tls = this.#tls?.server;
    const listener = await openPort(address, acceptor, { protocols: this.#protocols, ...(tls && { tls }) });
    return { ...listener, metadata: { protocols: this.protocol } };
  }

  async close(): Promise<void> {
    for (const pool of this.#pools.values()) pool.close();
    this.#pools.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #optionsOf(node: Node, { contentType }: OutgoingCall): ClientCallOptions {
    const content = this.#contents.choose(contentType);
    if (content === undefined) throw new TypeError(`gRPC carries no ${contentType}`);
    return {
      pool: this.#poolOf(node),
      deadlines: this.#deadlines,
      contentType: content.contentType,
      compressed: this.#client.compress,
      // Our own nodes say what they speak.
      goMicro: node.metadata.protocols === undefined,
      maxReceiveBytes: this.#client.maxReceiveBytes,
      maxSendBytes: this.#client.maxSendBytes,
    };
  }

  #poolOf({ address, port }: Node): ConnectionPool {
    const key = `${address}:${port}`;
    let pool = this.#pools.get(key);
    if (pool === undefined) {
      pool = new ConnectionPool({
        ...this.#client,
        host: address,
        port,
        tls: this.#tls?.client,
        settings: this.#client.http2,
        onEmpty: () => this.#pools.delete(key),
      });
      this.#pools.set(key, pool);
    }
    return pool;
  }
}
