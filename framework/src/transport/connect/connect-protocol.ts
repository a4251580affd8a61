import type { Socket } from "node:net";
import { Deadlines } from "../deadlines.js";
import { HeadReader } from "../http/message/head-reader.js";
import { WriteBatch } from "../http/message/socket-writer.js";
import { OpenConnections } from "../port/open-connections.js";
import type { OtherProtocols, PortHandler, PortProtocol, Sniff } from "../port/port-protocol.js";
import type { CallAcceptor } from "../transport.js";
import { type ConnectOptions, type ConnectSettings, connectSettings } from "./connect-options.js";
import { ConnectServer } from "./connect-server.js";
import { PlainConnection, type PlainConnections } from "./plain-connection.js";
import { sniffPlainHttp } from "./sniff-plain-http.js";

const maxHeaderBytes = 16 * 1024;

/**
 * Plain HTTP, as one of the protocols of a port: it takes the HTTP/1.1 requests that name a method by their path,
 * and leaves to Go Micro's own wire those that name it by header fields. Both may come on one connection, as they
 * do from a proxy.
 *
 * @throws {TypeError} for an option that is not what it must be
 */
export function createConnectProtocol(options: ConnectOptions = {}): PortProtocol {
  const settings = connectSettings(options);
  return { alpn: "http/1.1", open: (acceptor) => new ConnectHandler(acceptor, settings) };
}

class ConnectHandler implements PortHandler {
  readonly #connections: OpenConnections;
  readonly #shared: PlainConnections;

  constructor(acceptor: CallAcceptor, settings: ConnectSettings) {
    const { maxReceiveBytes, requestTimeoutMs, idleTimeoutMs } = settings;
    this.#connections = new OpenConnections(Math.min(requestTimeoutMs, idleTimeoutMs) / 4);
    this.#shared = {
      connect: new ConnectServer(acceptor, new Deadlines(), settings),
      heads: new HeadReader("request"),
      batch: new WriteBatch(),
      limits: { maxHeaderBytes, maxBodyBytes: maxReceiveBytes },
    };
  }

  sniff(bytes: Buffer): Sniff {
    return sniffPlainHttp(bytes);
  }

  accept(socket: Socket, first: Buffer, others: OtherProtocols): void {
    const open = (rest: OtherProtocols) => new PlainConnection(socket, this.#shared, rest);
    this.#connections.serve(socket, others, open).receive(first);
  }

  close(signal?: AbortSignal): Promise<void> {
    return this.#connections.close(signal);
  }
}
