import type { CallAcceptor, Listener } from "../transport.js";
import type { MemoryNetwork } from "./memory-network.js";

/** Gives up a call that is in flight. */
export type GiveUp = () => void;

/** A door in memory. */
export class MemoryListener implements Listener {
  readonly acceptor: CallAcceptor;
  readonly address: string;
  readonly port: number;
  readonly #network: MemoryNetwork;
  readonly #inFlight = new Set<GiveUp>();
  #onIdle: (() => void) | undefined;
  #closed: Promise<void> | undefined;

  constructor(network: MemoryNetwork, address: string, acceptor: CallAcceptor) {
    this.acceptor = acceptor;
    this.#network = network;
    const { host, port } = network.open(address, this);
    this.address = host;
    this.port = port;
  }

  /** Counts a call that takes its time. */
  enter(giveUp: GiveUp): void {
    this.#inFlight.add(giveUp);
  }

  leave(giveUp: GiveUp): void {
    this.#inFlight.delete(giveUp);
    if (this.#inFlight.size === 0) this.#onIdle?.();
  }

  close(signal?: AbortSignal): Promise<void> {
    this.#closed ??= this.#close(signal);
    return this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(signal: AbortSignal | undefined): Promise<void> {
    this.#network.close(this.address, this.port);
    const giveUp = (): void => {
      for (const it of this.#inFlight) it();
    };
    signal?.addEventListener("abort", giveUp);
    try {
      if (signal?.aborted) giveUp();
      if (this.#inFlight.size === 0) return;
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    } finally {
      signal?.removeEventListener("abort", giveUp);
    }
  }
}
