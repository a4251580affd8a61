import type { Socket } from "node:net";

const lingerMs = 2_000;

/** Ends this side, and reads on for a while: closing at once could destroy what the other end has not read. */
export function endSocket(socket: Socket): void {
  socket.end();
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once("close", () => clearTimeout(timer));
}
