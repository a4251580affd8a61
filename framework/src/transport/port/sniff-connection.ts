import type { Socket } from "node:net";
import type { PortHandler } from "./port-protocol.js";

interface Sniffing {
  readonly handlers: readonly PortHandler[];
  readonly timeoutMs: number;
  readonly onDecided: () => void;
}

const maxSniffBytes = 64 * 1024;
const nothing: Buffer = Buffer.alloc(0);

/** Waits for enough first bytes of a connection to know whose it is, and gives it to that handler. */
export function sniffConnection(socket: Socket, { handlers, timeoutMs, onDecided }: Sniffing): void {
  let first: Buffer = nothing;
  let timer: NodeJS.Timeout | undefined;

  const decide = (take: () => void) => {
    clearTimeout(timer);
    socket.off("data", onData).off("end", drop).off("error", drop).off("close", drop);
    onDecided();
    take();
  };
  const drop = () => decide(() => socket.destroy());
  const onData = (chunk: Buffer) => {
    first = first.length === 0 ? chunk : Buffer.concat([first, chunk]);
    const owner = findOwner(handlers, first);
    if (owner === "more" && first.length < maxSniffBytes) timer ??= setTimeout(drop, timeoutMs).unref();
    else if (owner === undefined || owner === "more") drop();
    else decide(() => owner.accept(socket, first));
  };
  socket.on("data", onData).on("end", drop).on("error", drop).on("close", drop);
}

/** The order of the handlers counts: nobody is asked while one before cannot tell yet. */
function findOwner(handlers: readonly PortHandler[], first: Buffer): PortHandler | "more" | undefined {
  for (const handler of handlers) {
    const verdict = handler.sniff(first);
    if (verdict === "yes") return handler;
    if (verdict === "more") return "more";
  }
  return undefined;
}
