import { connect as connectTcp, isIP, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { markConnectError } from "../../errors/connect-error.js";
import { MicroError } from "../../errors/micro-error.js";

export interface DialOptions {
  readonly host: string;
  readonly port: number;
  /** Speaks TLS, with these options. @default plaintext */
  readonly tls?: ConnectionOptions;
  readonly timeoutMs: number;
}

/**
 * Opens a socket for HTTP/2.
 *
 * @throws {MicroError} marked as one that no server can have seen
 */
export function dial(options: DialOptions): Promise<Socket> {
  const { host, port, tls, timeoutMs } = options;
  const socket =
    tls === undefined
      ? connectTcp({ host, port, noDelay: true })
      : connectTls({ servername: serverName(host), ...tls, host, port, ALPNProtocols: ["h2"] });
  return new Promise((resolve, reject) => {
    const fail = (detail: string, cause?: Error): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(connectionError(`cannot connect to ${host}:${port}: ${detail}`, cause));
    };
    const timer = setTimeout(() => fail(`no answer within ${timeoutMs} ms`), timeoutMs);
    socket.once("error", (error) => fail(error.message, error));
    socket.once(tls === undefined ? "connect" : "secureConnect", () => {
      if ("alpnProtocol" in socket && socket.alpnProtocol !== "h2") {
        fail("the server does not offer HTTP/2 (ALPN h2)");
        return;
      }
      clearTimeout(timer);
      resolve(socket);
    });
  });
}

/** An error before which no server can have seen the call. */
export function connectionError(detail: string, cause?: unknown): MicroError {
  const error = new MicroError({ id: "go.micro.client", code: 503, detail, cause });
  return markConnectError(error);
}

/** TLS names hosts by name only: an address has none to send. */
function serverName(host: string): string {
  return isIP(host) === 0 ? host : "";
}
