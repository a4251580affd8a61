import type { Socket } from "node:net";
import { ConnectServer } from "../connect/connect-server.js";
import { ConnectStream } from "../connect/connect-stream.js";
import { Deadlines } from "../deadlines.js";
import { type HeaderBlock, headerValue } from "../headers/header-block.js";
import { ServerConnections } from "../http2/server-connections.js";
import type { PortProtocol, Sniff } from "../port/port-protocol.js";
import { GrpcContents } from "./grpc-contents.js";
import { completeGrpcServerOptions, type GrpcServerOptions } from "./grpc-options.js";
import { GrpcServer } from "./grpc-server.js";

/** What every HTTP/2 connection begins with, unless TLS has told already. */
const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

/**
 * gRPC, as one of the protocols of a port: it takes the connections that begin as HTTP/2 does. What comes on them
 * and is not gRPC is answered as plain HTTP.
 *
 * @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 */
export function createGrpcProtocol(options: GrpcServerOptions = {}): PortProtocol {
  const contents = new GrpcContents(options.codecs);
  const settings = { ...completeGrpcServerOptions(options), contents };
  return {
    name: "grpc",
    alpn: "h2",
    open(acceptor) {
      const deadlines = new Deadlines();
      const server = new GrpcServer(acceptor, deadlines, settings);
      const connect = new ConnectServer(acceptor, deadlines, settings.connect);
      const connections = new ServerConnections({
        engine: settings.engine,
        settings: settings.http2,
        keepAliveMs: settings.keepAliveMs,
        keepAliveTimeoutMs: settings.keepAliveTimeoutMs,
        onStream: (stream, headers, remote) =>
          isGrpc(headers)
            ? server.accept(stream, headers, remote)
            : new ConnectStream(connect, { stream, headers, remote }),
      });
      return {
        sniff: sniffPreface,
        accept(socket: Socket, first: Buffer) {
          // The session reads what is in the socket's buffer: resuming it here would lose that.
          socket.pause();
          socket.unshift(first);
          connections.accept(socket);
        },
        close: (signal) => connections.close(signal),
      };
    },
  };
}

function isGrpc(headers: HeaderBlock): boolean {
  return headerValue(headers, "content-type")?.startsWith("application/grpc") ?? false;
}

function sniffPreface(bytes: Buffer): Sniff {
  const length = Math.min(bytes.length, preface.length);
  if (bytes.compare(preface, 0, length, 0, length) !== 0) return "no";
  return length === preface.length ? "yes" : "more";
}
