import type { Socket } from "node:net";
import { Deadlines } from "../../deadlines.js";
import { OpenConnections } from "../../port/open-connections.js";
import type { OtherProtocols, PortHandler, PortProtocol } from "../../port/port-protocol.js";
import type { CallAcceptor } from "../../transport.js";
import type { ContentTypes } from "../message/content-types.js";
import { HeadReader } from "../message/head-reader.js";
import { MetadataWriter } from "../message/metadata-writer.js";
import { WriteBatch } from "../message/socket-writer.js";
import { type MucpServerLimits, ServerConnection, type ServerConnections } from "./server-connection.js";

/**
 * Go Micro's own protocol: HTTP/1.1 messages with `Micro-*` header fields, in order on one connection.
 *
 * It takes every connection that no protocol before it took: what is not HTTP is told so.
 */
export function createMucpProtocol(limits: MucpServerLimits, contentTypes: ContentTypes): PortProtocol {
  return { alpn: "http/1.1", open: (acceptor) => new MucpHandler(acceptor, contentTypes, limits) };
}

class MucpHandler implements PortHandler {
  readonly #connections: OpenConnections;
  readonly #shared: ServerConnections;

  constructor(acceptor: CallAcceptor, contentTypes: ContentTypes, limits: MucpServerLimits) {
    this.#shared = {
      acceptor,
      contentTypes,
      heads: new HeadReader("request"),
      batch: new WriteBatch(),
      metadata: new MetadataWriter(),
      deadlines: new Deadlines(),
      limits,
    };
    this.#connections = new OpenConnections(limits.receiveTimeoutMs / 4);
  }

  sniff(): "yes" {
    return "yes";
  }

  accept(socket: Socket, first: Buffer, others: OtherProtocols): void {
    const open = (rest: OtherProtocols) => new ServerConnection(socket, this.#shared, rest);
    this.#connections.serve(socket, others, open).receive(first);
  }

  close(signal?: AbortSignal): Promise<void> {
    return this.#connections.close(signal);
  }
}
