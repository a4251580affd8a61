import type { Socket } from "node:net";
import { listenToSocket } from "./listen-to-socket.js";
import type { OtherProtocols, PortHandler } from "./port-protocol.js";

interface Sniffing {
  readonly handlers: readonly PortHandler[];
  readonly timeoutMs: number;
  /** The sockets of which nobody knows yet whose they are. */
  readonly undecided: Set<Socket>;
}

const maxSniffBytes = 64 * 1024;
const nothing: Buffer = Buffer.alloc(0);

/**
 * Waits for enough bytes of a connection to know whose it is, and gives it to that handler.
 *
 * @param first what was read of it already
 */
export function sniffConnection(socket: Socket, sniffing: Sniffing, first: Buffer = nothing): void {
  const { handlers, timeoutMs, undecided } = sniffing;
  let bytes = first;

  const decide = (take: () => void) => {
    clearTimeout(timer);
    leaveSocket();
    undecided.delete(socket);
    take();
  };
  const drop = () => decide(() => socket.destroy());
  const look = () => {
    const owner = findOwner(handlers, bytes);
    if (owner === "more" && bytes.length < maxSniffBytes) return;
    if (owner === undefined || owner === "more") drop();
    else decide(() => owner.accept(socket, bytes, othersThan(owner, sniffing)));
  };
  const onData = (chunk: Buffer) => {
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    look();
  };
  const timer = setTimeout(drop, timeoutMs).unref();
  undecided.add(socket);
  const leaveSocket = listenToSocket(socket, { data: onData, end: drop, error: drop, close: drop });
  if (bytes.length > 0) look();
}

function othersThan(owner: PortHandler, sniffing: Sniffing): OtherProtocols {
  return {
    want(bytes) {
      const wanting = findOwner(sniffing.handlers, bytes);
      if (wanting === "more") return "more";
      return wanting === undefined || wanting === owner ? "no" : "yes";
    },
    take: (socket, bytes) => sniffConnection(socket, sniffing, bytes),
  };
}

/** The order of the handlers counts: nobody is asked while one before cannot tell yet. */
function findOwner(handlers: readonly PortHandler[], bytes: Buffer): PortHandler | "more" | undefined {
  for (const handler of handlers) {
    const verdict = handler.sniff(bytes);
    if (verdict === "yes") return handler;
    if (verdict === "more") return "more";
  }
  return undefined;
}
