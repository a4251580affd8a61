import type { RemoteInfo, Socket } from "node:dgram";
import { decode, type Packet } from "dns-packet";
import type { Logger } from "../../logger/logger.js";
import { findLinkAddresses, type LinkAddresses } from "./link-addresses.js";
import {
  LinkSockets,
  multicastGroup,
  multicastPort,
  type OnMessage,
  openSocket,
  sendTo,
} from "./link-sockets.js";

/** How often a change of the network is looked for. */
const pollMs = 5_000;
/** In the third byte of a packet. */
const responseBit = 0x80;

export interface MulticastNetworkOptions {
  /** The addresses of the interfaces to use; undefined for all. */
  readonly interfaces: readonly string[] | undefined;
  readonly logger: Logger;
  /** Whether packets of that type are of any use now: all that is said in the network arrives here. */
  readonly listensTo: (type: "query" | "response") => boolean;
  readonly onPacket: (packet: Packet, remote: RemoteInfo) => void;
  /** Another network was joined. */
  readonly onChange: () => void;
}

/**
 * Sends to and hears from the multicast group, on every interface.
 *
 * Also on the loopback interface: two processes of one machine find each other whatever the network, the firewall
 * or the VPN does. No socket keeps the process alive.
 */
export class MulticastNetwork {
  readonly #options: MulticastNetworkOptions;
  /** On ports of their own, so that answers come to this process alone. */
  readonly #asking: LinkSockets;
  /** On the port of mDNS, which announcements must come from. */
  readonly #telling: LinkSockets;
  readonly #sending = new Set<Promise<void>>();
  #links: LinkAddresses;
  #listening: Promise<void> | undefined;
  #hearing: Socket | undefined;
  #poll: NodeJS.Timeout | undefined;
  #isMute = false;
  #closed = false;

  constructor(options: MulticastNetworkOptions) {
    this.#options = options;
    this.#asking = new LinkSockets({ port: 0, onMessage: this.#onMessage });
    this.#telling = new LinkSockets({ port: multicastPort, onMessage: this.#onMessage });
    this.#links = findLinkAddresses(options.interfaces);
  }

  /** Begins to hear what is sent to the group. Rejects when the port is not shared. */
  listen(): Promise<void> {
    this.#listening ??= this.#listen();
    return this.#listening;
  }

  /** Sends a question. Rejects when no interface took it. */
  async ask(packet: Buffer): Promise<void> {
    this.#links = findLinkAddresses(this.#options.interfaces);
    await this.#asking.follow(this.#links.addresses);
    await this.#track(this.#asking.send(packet));
  }

  /** Sends an announcement; where none can be sent, the logger hears it once. */
  async tell(packet: Buffer): Promise<void> {
    try {
      await this.#track(this.#telling.send(packet));
      this.#isMute = false;
    } catch (error) {
      if (!this.#isMute) this.#options.logger.warn("mdns: announcements cannot be sent", { error });
      this.#isMute = true;
    }
  }

  /** Answers one asker; where that fails, it asks again. */
  async answer(packet: Buffer, to: Pick<RemoteInfo, "address" | "port">): Promise<void> {
    if (this.#hearing === undefined) return;
    await this.#track(sendTo(this.#hearing, packet, to)).catch((error: unknown) => {
      this.#options.logger.debug("mdns: an answer was not sent", { error, to: to.address });
    });
  }

  /** Resolves when everything that was to be sent is with the system. */
  async flush(): Promise<void> {
    await Promise.allSettled(this.#sending);
  }

  /** Waits for what is being sent, then closes every socket. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#poll);
    await this.#listening?.catch(() => {});
    await this.flush();
    this.#hearing?.close();
    this.#hearing = undefined;
    this.#asking.close();
    this.#telling.close();
  }

  async #listen(): Promise<void> {
    const options = { port: multicastPort, onMessage: this.#onMessage };
    this.#hearing = await openSocket("0.0.0.0", options).catch((error: Error) => {
      this.#listening = undefined;
      throw new Error(`port ${multicastPort} of mDNS cannot be opened: ${error.message}`, { cause: error });
    });
    this.#join(this.#hearing);
    await this.#telling.follow(this.#links.addresses);
    this.#poll = setInterval(() => void this.#follow(), pollMs).unref();
  }

  async #follow(): Promise<void> {
    if (this.#hearing === undefined || this.#closed) return;
    this.#links = findLinkAddresses(this.#options.interfaces);
    const joined = this.#join(this.#hearing);
    await this.#telling.follow(this.#links.addresses);
    if (joined) this.#options.onChange();
  }

  /** @returns true when an interface was joined that was not: a new one, or one that went away and came back */
  #join(socket: Socket): boolean {
    let joined = false;
    for (const address of this.#links.addresses) {
      try {
        socket.addMembership(multicastGroup, address);
        joined = true;
      } catch {
        // Joined already, or an interface without multicast.
      }
    }
    return joined;
  }

  async #track(sending: Promise<void>): Promise<void> {
    this.#sending.add(sending);
    try {
      await sending;
    } finally {
      this.#sending.delete(sending);
    }
  }

  readonly #onMessage: OnMessage = (bytes, remote) => {
    if (this.#closed || !this.#links.isOnLink(remote.address)) return;
    const type = ((bytes[2] ?? 0) & responseBit) === 0 ? "query" : "response";
    if (!this.#options.listensTo(type)) return;
    let packet: Packet;
    try {
      packet = decode(bytes);
    } catch {
      return; // Not DNS, or cut off.
    }
    this.#options.onPacket(packet, remote);
  };
}
