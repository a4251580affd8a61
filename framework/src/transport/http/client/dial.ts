import { connect, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";

/** Where a client connects to. */
export interface DialTarget {
  readonly host: string;
  readonly port: number;
  /** Encrypts the connection, and verifies who answers; absent for a plain connection. */
  readonly tls?: ConnectionOptions;
}

/** Timers take no more: whoever allows that long to connect allows any time. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * Starts to connect. The socket takes writes at once, and sends them when it is connected.
 *
 * @param timeoutMs how long that may take, until the socket fails
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
