import { connect, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { longestTimerMs } from "../../../async/time-limit.js";

/** Where a client connects to. */
export interface DialTarget {
  readonly host: string;
  readonly port: number;
  /** Encrypts the connection, and verifies who answers; absent for a plain connection. */
  readonly tls?: ConnectionOptions;
}

/**
 * Starts to connect. The socket takes writes at once, and sends them when it is connected.
 *
 * @param timeoutMs how long that may take, until the socket fails; more than a timer can wait is without limit
 */
export function dial(target: DialTarget, timeoutMs: number, onConnected: () => void): Socket {
  const socket = open(target).setKeepAlive(true, 60_000);
  const event = target.tls === undefined ? "connect" : "secureConnect";
  if (timeoutMs <= longestTimerMs) {
    const onTimeout = () => socket.destroy(new Error(`no connection within ${timeoutMs} ms`));
    const timer = setTimeout(onTimeout, timeoutMs);
    const stop = () => clearTimeout(timer);
    socket.once(event, stop).once("close", stop);
  }
  return socket.once(event, onConnected);
}

function open({ host, port, tls }: DialTarget): Socket {
  return tls === undefined
    ? connect({ host, port, noDelay: true, allowHalfOpen: true })
    : connectTls({ host, port, ALPNProtocols: ["http/1.1"], ...tls }).setNoDelay(true);
}
