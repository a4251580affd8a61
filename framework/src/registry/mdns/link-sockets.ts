import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";

export const multicastGroup = "224.0.0.251";
export const multicastPort = 5353;

export type OnMessage = (bytes: Buffer, remote: RemoteInfo) => void;

export interface LinkSocketsOptions {
  /** 0 for a port of each socket's own. */
  readonly port: number;
  readonly onMessage: OnMessage;
}

/** Opens a socket that shares its port with other processes, and does not keep this one alive. */
export async function openSocket(address: string, { port, onMessage }: LinkSocketsOptions): Promise<Socket> {
  const socket = createSocket({ type: "udp4", reuseAddr: port !== 0 });
  try {
    socket.bind(port, address);
    await once(socket, "listening");
  } catch (error) {
    socket.close();
    throw error;
  }
  socket.on("message", onMessage);
  // What the network does to one packet is told to who sent it; nobody waits for the rest.
  socket.on("error", () => {});
  return socket.unref();
}

/** A socket on each interface: the system sends multicast packets through one only. */
export class LinkSockets {
  readonly #options: LinkSocketsOptions;
  readonly #sockets = new Map<string, Socket>();

  constructor(options: LinkSocketsOptions) {
    this.#options = options;
  }

  /** Opens and closes sockets, so that there is one at each address that can be used. */
  async follow(addresses: readonly string[]): Promise<void> {
    for (const address of this.#sockets.keys()) if (!addresses.includes(address)) this.#drop(address);
    for (const address of addresses) {
      if (this.#sockets.has(address)) continue;
      // An address that just went away, or is not ready yet, is tried again with the next change.
      const socket = await openSocket(address, this.#options).catch(() => undefined);
      if (socket === undefined) continue;
      socket.setMulticastInterface(address);
      socket.setMulticastLoopback(true);
      this.#sockets.set(address, socket);
    }
  }

  /** Sends to the group on every interface. Rejects when none took the packet. */
  async send(packet: Buffer): Promise<void> {
    const attempts = Array.from(this.#sockets, async ([address, socket]) => {
      try {
        await sendTo(socket, packet, { address: multicastGroup, port: multicastPort });
      } catch (error) {
        this.#drop(address);
        throw error;
      }
    });
    await Promise.any(attempts).catch((error: AggregateError) => {
      const reasons = error.errors.map((it: Error) => it.message).join("; ");
      throw new Error(`no network interface takes multicast packets: ${reasons || "there is none"}`);
    });
    await Promise.allSettled(attempts);
  }

  close(): void {
    for (const address of [...this.#sockets.keys()]) this.#drop(address);
  }

  #drop(address: string): void {
    this.#sockets.get(address)?.close();
    this.#sockets.delete(address);
  }
}

/** Resolves when the system has the packet. */
export function sendTo(
  socket: Socket,
  packet: Buffer,
  to: Pick<RemoteInfo, "address" | "port">,
): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(packet, to.port, to.address, (error) => (error === null ? resolve() : reject(error)));
  });
}
