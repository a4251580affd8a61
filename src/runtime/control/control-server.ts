import { rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";
import type { ControlReply, ControlRequest } from "./control.js";

/** Answers requests at a Unix domain socket, until the signal aborts. */
export async function serveControl(
  path: string,
  answer: (request: ControlRequest) => Promise<ControlReply>,
  signal: AbortSignal,
): Promise<void> {
  await rm(path, { force: true });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => socket.destroy());
    createInterface({ input: socket }).on("line", (line) => {
      void reply(socket, line, answer);
    });
  });
  await listen(server, path);
  signal.addEventListener("abort", () => {
    server.close();
    // An answer that is on its way still arrives.
    for (const socket of sockets) socket.end();
  });
}

async function reply(
  socket: Socket,
  line: string,
  answer: (request: ControlRequest) => Promise<ControlReply>,
): Promise<void> {
  try {
    socket.end(`${JSON.stringify(await answer(JSON.parse(line) as ControlRequest))}\n`);
  } catch {
    socket.destroy();
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
