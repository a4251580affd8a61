import { type NetworkInterfaceInfo, networkInterfaces } from "node:os";
import type { Expectation } from "../options/check-option.js";

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
 * @param bound where it listens
 * @param advertise what is said instead: `host:port`, `[ipv6]:port`, or a part of it
 */
export function advertisedAddress(
  bound: AdvertisedAddress,
  advertise: string | undefined,
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces(),
): AdvertisedAddress {
  const wanted = advertise === undefined ? undefined : parseAdvertised(advertise);
  const host = wanted?.host ?? bound.address;
  const port = wanted?.port || bound.port;
  if (host !== "" && host !== "0.0.0.0" && host !== "::") return { address: host, port };
  const own = Object.values(interfaces).flatMap((it) => it ?? []);
  const candidates = own.filter((it) => it.family === "IPv4");
  const chosen = candidates.find(isPrivate) ?? candidates.at(-1);
  if (chosen === undefined) throw new TypeError("No IPv4 address to advertise: pass the option `advertise`");
  return { address: chosen.address, port };
}

/** What the option `advertise` must be. */
export const advertisable: Expectation = {
  expected: "host:port, or one of them: greeter.example, :8080",
  holds: (it) => typeof it === "string" && parseAdvertised(it) !== undefined,
};

/** @returns the port 0 where there is none, or undefined for what is no address */
function parseAdvertised(text: string): { host: string; port: number } | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]*))(?::(\d{1,5}))?$/.exec(text);
  const port = Number(match?.[3] ?? 0);
  return match === null || port > 65_535 ? undefined : { host: match[1] ?? match[2] ?? "", port };
}

/** 10/8, 172.16/12, 192.168/16, and 100.64/10 of carrier-grade NAT, which clouds use inside. */
function isPrivate({ address }: NetworkInterfaceInfo): boolean {
  const [first = 0, second = 0] = address.split(".").map(Number);
  if (first === 10) return true;
  if (first === 172) return second >= 16 && second < 32;
  if (first === 192) return second === 168;
  return first === 100 && second >= 64 && second < 128;
}
