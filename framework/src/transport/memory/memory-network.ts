import type { CallAcceptor } from "../transport.js";

/** What is behind an address in memory. */
export interface MemoryDoor {
  readonly acceptor: CallAcceptor;
  /** Counts a call in that takes its time, with what gives it up. */
  enter(giveUp: () => void): void;
  leave(giveUp: () => void): void;
}

/** The addresses of one process that memory transports listen on. Those with the same network reach each other. */
export interface MemoryNetwork {
  door(host: string, port: number): MemoryDoor | undefined;
  /** @throws {TypeError} when the address is taken, or none */
  open(address: string, door: MemoryDoor): { readonly host: string; readonly port: number };
  close(host: string, port: number): void;
}

/** Where port 0 begins to count: what Go Micro's memory transport does. */
const firstPort = 10_000;

export function createMemoryNetwork(): MemoryNetwork {
  const doors = new Map<string, MemoryDoor>();
  let nextPort = firstPort;
  return {
    door: (host, port) => doors.get(`${host}:${port}`),
    open(address, door) {
      const { host, first, last } = parseAddress(address);
      if (first === 0) {
        while (doors.has(`${host}:${nextPort}`)) nextPort += 1;
        doors.set(`${host}:${nextPort}`, door);
        return { host, port: nextPort };
      }
      for (let port = first; port <= last; port += 1) {
        if (doors.has(`${host}:${port}`)) continue;
        doors.set(`${host}:${port}`, door);
        return { host, port };
      }
      throw new TypeError(`Expected the address to be free in memory, got \`${address}\`, which is taken`);
    },
    close(host, port) {
      doors.delete(`${host}:${port}`);
    },
  };
}

function parseAddress(address: string): { host: string; first: number; last: number } {
  const match = /^(?<host>.*):(?<first>\d+)(?:-(?<last>\d+))?$/.exec(address);
  if (match?.groups === undefined) {
    throw new TypeError(`Expected the address to be host:port or host:first-last, got \`${address}\``);
  }
  const { host = "", first, last = first } = match.groups;
  const everyInterface = /^(?:0\.0\.0\.0|\[::\])?$/.test(host);
  return { host: everyInterface ? "127.0.0.1" : host, first: Number(first), last: Number(last) };
}
