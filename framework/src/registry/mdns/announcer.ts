import { announcementPacket, probePacket } from "./packets.js";
import type { NodeRecords } from "./records.js";

/** When a node is announced, after it was registered. */
const announceAfterMs = [0, 1_000, 3_000];
const probes = 3;
const maxProbeGapMs = 250;

/** Says that nodes are there: packets get lost, so it says so three times. */
export class Announcer {
  readonly #tell: (packet: Buffer) => Promise<void>;
  readonly #timers = new Map<string, NodeJS.Timeout[]>();

  constructor(tell: (packet: Buffer) => Promise<void>) {
    this.#tell = tell;
  }

  /**
   * Announces at once, unlike Go Micro, which probes before: ids are unique, and watchers need not wait. The probes
   * go out beside, for DNS servers that care.
   */
  announce(records: NodeRecords): void {
    this.stop(records);
    const timers: NodeJS.Timeout[] = [];
    const after = (ms: number, packet: () => Buffer): void => {
      timers.push(setTimeout(() => void this.#tell(packet()), ms).unref());
    };
    const probe = probePacket(records);
    let probeAtMs = 0;
    for (let i = 0; i < probes; i++) {
      after(probeAtMs, () => probe);
      probeAtMs += Math.random() * maxProbeGapMs;
    }
    void this.#tell(announcementPacket(records));
    for (const ms of announceAfterMs.slice(1)) after(ms, () => announcementPacket(records));
    this.#timers.set(records.srv.name, timers);
  }

  /** Says that a node is gone. */
  async sayGoodbye(records: NodeRecords): Promise<void> {
    this.stop(records);
    await this.#tell(announcementPacket(records, 0));
  }

  stop({ srv }: NodeRecords): void {
    for (const timer of this.#timers.get(srv.name) ?? []) clearTimeout(timer);
    this.#timers.delete(srv.name);
  }
}
