import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { listenError } from "../../errors/listen-error.js";
import type { CallAcceptor, Listener } from "../transport.js";
import { parsePortAddress } from "./port-address.js";
import type { PortHandler, PortProtocol } from "./port-protocol.js";
import { sniffConnection } from "./sniff-connection.js";
import { TrackedConnections } from "./tracked-connections.js";

/** How a port is opened. */
export interface PortOptions {
  /** Encrypts every connection: `key`, `cert`, and for mutual TLS `ca` and `requestCert`. @default no encryption */
  readonly tls?: TlsOptions;
  /** How long a connection may take to shake hands, and then to show its protocol. @default 10000 */
  readonly sniffTimeoutMs?: number;
}

/** Listens, and hands each connection to the first protocol that says yes to its first bytes. */
export async function openPort(
  address: string,
  acceptor: CallAcceptor,
  { protocols, tls, sniffTimeoutMs = 10_000 }: PortOptions & { readonly protocols: readonly PortProtocol[] },
): Promise<Listener> {
  const handlers = protocols.map((it) => it.open(acceptor));
  const undecided = new Set<Socket>();
  const onConnection = (socket: Socket): void => {
    sniffConnection(socket, { handlers, timeoutMs: sniffTimeoutMs, undecided });
  };
  const alpn = protocols.flatMap((it) => it.alpn ?? []);
  const server =
    tls === undefined
      ? createServer(socketOptions, onConnection)
      : createTlsServer(
          { ALPNProtocols: alpn, handshakeTimeout: sniffTimeoutMs, ...socketOptions, ...tls },
          onConnection,
        );
  const connections = new TrackedConnections(server);
  const bound = await listen(server, address);
  let closed: Promise<void> | undefined;
  const close = (signal?: AbortSignal): Promise<void> => {
    closed ??= closePort(server, { undecided, connections, handlers, signal });
    return closed;
  };
  return { ...bound, close, [Symbol.asyncDispose]: () => close() };
}

const socketOptions = { allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 };

/** How long a port that is being closed still takes connections: whoever has looked it up may be on its way. */
const lingerMs = 100;

async function listen(server: Server, address: string): Promise<{ address: string; port: number }> {
  const { host, firstPort, lastPort } = parsePortAddress(address);
  for (let port = firstPort; ; port++) {
    try {
      await bind(server, { port, ...(host !== undefined && { host }) });
      break;
    } catch (error) {
      const taken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
      if (port === lastPort || !taken) throw listenError(address, error);
    }
  }
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error(`${address} is bound to no port`);
  return { address: bound.address, port: bound.port };
}

function bind(server: Server, options: { port: number; host?: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (outcome: () => void) => {
      server.off("error", onError);
      server.off("listening", onListening);
      outcome();
    };
    const onError = (error: Error) => settle(() => reject(error));
    const onListening = () => settle(resolve);
    server.on("error", onError);
    server.on("listening", onListening);
    server.listen({ backlog: 1024, ...options });
  });
}

interface ClosingPort {
  readonly undecided: ReadonlySet<Socket>;
  readonly connections: TrackedConnections;
  readonly handlers: readonly PortHandler[];
  readonly signal: AbortSignal | undefined;
}

async function closePort(
  server: Server,
  { undecided, connections, handlers, signal }: ClosingPort,
): Promise<void> {
  const closeHandlers = () => Promise.all(handlers.map((it) => it.close(signal)));
  const served = closeHandlers();
  await connections.gone(lingerMs, signal);
  const stopped = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  for (const socket of undecided) socket.destroy();
  await served;
  // Those that came while others were closing.
  await closeHandlers();
  connections.destroy();
  await stopped;
}
