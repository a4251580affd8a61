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
    const until = performance.now() + timeoutMs;
    for (;;) {
      // What waits in the kernel to be accepted comes when the event loop has looked once.
      await nextTurn();
      await nextTurn();
      const leftMs = until - performance.now();
      if (this.#sockets.size === 0 || leftMs <= 0 || signal?.aborted) return;
      await this.#empty(leftMs, signal);
    }
  }

  #empty(timeoutMs: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", finish);
        resolve();
      };
      const timer = setTimeout(finish, timeoutMs);
      signal?.addEventListener("abort", finish);
      this.#onGone = finish;
    });
  }

  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
