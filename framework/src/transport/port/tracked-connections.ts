import type { Server, Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";

/** Every connection of TCP that a server took, also while it shakes hands and belongs to nobody yet. */
export class TrackedConnections {
  readonly #sockets = new Set<Socket>();
  #onGone: (() => void) | undefined;

  constructor(server: Server) {
    server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => {
        this.#sockets.delete(socket);
        if (this.#sockets.size === 0) this.#onGone?.();
      });
    });
  }

  /** Waits until there is none, but no longer than so many milliseconds, or until the signal aborts. */
  async gone(timeoutMs: number, signal?: AbortSignal): Promise<void> {
    // What waits in the kernel to be accepted comes when the event loop has looked once.
    await nextTurn();
    await nextTurn();
    if (this.#sockets.size === 0 || signal?.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#onGone = () => {
        clearTimeout(timer);
        resolve();
      };
      signal?.addEventListener("abort", this.#onGone, { once: true });
    });
  }

  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
