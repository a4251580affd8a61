import type { Socket } from "node:net";

export interface SocketListeners {
  readonly data: (chunk: Buffer) => void;
  readonly end: () => void;
  readonly error: () => void;
  readonly close: () => void;
}

/** @returns what takes the listeners off again, so that another owner can have the socket */
export function listenToSocket(socket: Socket, { data, end, error, close }: SocketListeners): () => void {
  socket.on("data", data).on("end", end).on("error", error).on("close", close);
  return () => {
    socket.off("data", data).off("end", end).off("error", error).off("close", close);
  };
}
