import { connect, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";

/** Where a client connects to. */
export interface DialTarget {
  readonly host: string;
  readonly port: number;
  /** Encrypts the connection, and verifies who answers; absent for a plain connection. */
  readonly tls?: ConnectionOptions;
}

/** Starts to connect. The socket takes writes at once, and sends them when it is connected. */
export function dial({ host, port, tls }: DialTarget, onConnected: () => void): Socket {
  const socket =
    tls === undefined
      ? connect({ host, port, noDelay: true, allowHalfOpen: true }, onConnected)
      : connectTls({ host, port, ALPNProtocols: ["http/1.1"], ...tls }, onConnected).setNoDelay(true);
  return socket.setKeepAlive(true, 60_000);
}
