/** Where to listen: a host, and the ports to try in order. */
export interface PortAddress {
  /** Undefined for every interface. */
  readonly host: string | undefined;
  readonly firstPort: number;
  readonly lastPort: number;
}

const pattern = /^(?:\[([^\]]+)\]|([^:[\]]*))(?::(\d+)(?:-(\d+))?)?$/;

/**
 * Reads `host:port`, `:port`, `host:5000-6000`, `[::1]:port`; without a port, any free one.
 *
 * @throws {TypeError} for anything else
 */
export function parsePortAddress(address: string): PortAddress {
  const [, ipv6, name = "", first = "0", last = first] = pattern.exec(address) ?? [];
  const [firstPort, lastPort] = [Number(first), Number(last)];
  const matches = pattern.test(address) && firstPort <= lastPort && lastPort <= 65_535;
  if (!matches || (firstPort === 0 && lastPort !== 0)) {
    throw new TypeError(`address must be host:port or host:first-last, got "${address}"`);
  }
  return { host: ipv6 ?? (name === "" ? undefined : name), firstPort, lastPort };
}
