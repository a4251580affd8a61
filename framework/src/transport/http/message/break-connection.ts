import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/**
 * Ends a connection so that the other end can tell it from a regular close, where that is possible: a plain close
 * means to it that everything was sent.
 */
export function breakConnection(socket: Socket): void {
  // Neither TLS nor a socket that is ending already can be reset.
  if (socket instanceof TLSSocket || socket.connecting || socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
