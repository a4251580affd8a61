import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { Deadlines } from "../deadlines.js";
import type { PortHandler, PortProtocol, Sniff } from "../port/port-protocol.js";
import type { CallAcceptor } from "../transport.js";
import { tooLong } from "./connect-error.js";
import { type ConnectOptions, ConnectServer } from "./connect-server.js";
import type { PlainResponse } from "./plain-http.js";
import { sniffPlainHttp } from "./sniff-plain-http.js";

/**
 * Plain HTTP, as one of the protocols of a port: it takes the HTTP/1.1 connections whose first request names a
 * method by its path, and leaves to Go Micro's own wire those that name it by header fields.
 *
 * node:http reads the requests: what browsers, proxies and curl send has more corners than what peers do.
 */
export function createConnectProtocol(options: ConnectOptions = {}): PortProtocol {
  return { alpn: "http/1.1", open: (acceptor) => new ConnectHandler(acceptor, options) };
}

class ConnectHandler implements PortHandler {
  readonly #connect: ConnectServer;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #closing = false;
  #onEmpty: (() => void) | undefined;

  constructor(acceptor: CallAcceptor, options: ConnectOptions) {
    this.#connect = new ConnectServer(acceptor, new Deadlines(), options);
    this.#server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
      void this.#serve(request, response);
    });
    // The server owns no port, but its watch over slow requests begins with this event.
    this.#server.emit("listening");
  }

  sniff(bytes: Buffer): Sniff {
    return sniffPlainHttp(bytes);
  }

  accept(socket: Socket, first: Buffer): void {
    this.#sockets.add(socket);
    socket.once("close", () => {
      this.#sockets.delete(socket);
      if (this.#sockets.size === 0) this.#onEmpty?.();
    });
    socket.pause();
    socket.unshift(first);
    // TLS may be about to hand over more of what it decrypted: node:http would read that before what was put back.
    setImmediate(() => {
      this.#server.emit("connection", socket);
      // With a listener, data goes through the socket, which can be held back. Without, what TLS decrypts at once
      // goes past it to the parser, and one that waits for a slow reader of its answers fails on that.
      if (socket instanceof TLSSocket) socket.on("data", () => {});
      socket.resume();
    });
  }

  async close(signal?: AbortSignal): Promise<void> {
    this.#closing = true;
    // Ends the watch, and closes the connections that wait for another request.
    this.#server.close();
    if (this.#sockets.size === 0) return;
    const emptied = new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
    });
    const destroyAll = (): void => {
      for (const socket of this.#sockets) socket.destroy();
    };
    signal?.addEventListener("abort", destroyAll, { once: true });
    if (signal?.aborted) destroyAll();
    await emptied;
    signal?.removeEventListener("abort", destroyAll);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { remoteAddress, remotePort } = request.socket;
    const body = await readBody(request, this.#connect.maxReceiveBytes);
    if (body === undefined) {
      this.#send(response, tooLong(this.#connect.maxReceiveBytes, ["connection", "close"]));
      return;
    }
    const exchange = this.#connect.serve({
      method: request.method ?? "",
      target: request.url ?? "",
      headers: request.rawHeaders.map((it, at) => (at % 2 === 0 ? it.toLowerCase() : it)),
      body,
      remote: `${remoteAddress}:${remotePort}`,
    });
    response.once("close", () => exchange.abandon());
    this.#send(response, await exchange.response);
  }

  #send(response: ServerResponse, { status, headers, body }: PlainResponse): void {
    if (this.#closing) response.shouldKeepAlive = false;
    response.writeHead(status, [...headers, "content-length", String(body.length)]);
    response.end(body);
  }
}

/** @returns undefined for a body that is too long; it never resolves for one that never ends */
function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve) => {
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) resolve(undefined);
      else chunks.push(chunk);
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
  });
}
