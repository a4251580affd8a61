import { type NetworkInterfaceInfo, networkInterfaces } from "node:os";

/** Where peers reach a node. */
export interface AdvertisedAddress {
  readonly address: string;
  readonly port: number;
}

/**
 * Tells where peers reach a listener, as Go Micro does.
 *
 * A host that stands for "every interface" becomes the first IPv4 address of a private network, or else the last
 * other one.
 *
 * @param bound `host:port` or `[ipv6]:port`; the port may be missing and is then 0
 */
export function advertisedAddress(
  bound: string,
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces(),
): AdvertisedAddress {
  const { host, port } = splitAddress(bound);
  if (host !== "" && host !== "0.0.0.0" && host !== "::") return { address: host, port };
  const own = Object.values(interfaces).flatMap((it) => it ?? []);
  const candidates = own.filter((it) => it.family === "IPv4");
  const chosen = candidates.find(isPrivate) ?? candidates.at(-1);
  if (chosen === undefined) throw new TypeError("No IPv4 address to advertise: pass the option `advertise`");
  return { address: chosen.address, port };
}

function splitAddress(bound: string): { host: string; port: number } {
  const colon = bound.lastIndexOf(":");
  if (colon < 0) return { host: bound, port: 0 };
  return { host: bound.slice(0, colon).replace(/^\[|\]$/g, ""), port: Number(bound.slice(colon + 1)) };
}

/** 10/8, 172.16/12, 192.168/16, and 100.64/10 of carrier-grade NAT, which clouds use inside. */
function isPrivate({ address }: NetworkInterfaceInfo): boolean {
  const [first = 0, second = 0] = address.split(".").map(Number);
  if (first === 10) return true;
  if (first === 172) return second >= 16 && second < 32;
  if (first === 192) return second === 168;
  return first === 100 && second >= 64 && second < 128;
}
