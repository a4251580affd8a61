import type { Node } from "./registry.js";

/** @returns the host and the port of `host:port` or `[ipv6]:port`; undefined for any other text */
export function parseNodeAddress(text: string): Pick<Node, "address" | "port"> | undefined {
  const match = /^(?:\[(?<ipv6>[^\]]+)\]|(?<host>[^:]+)):(?<port>\d{1,5})$/.exec(text);
  const address = match?.groups?.ipv6 ?? match?.groups?.host;
  const port = Number(match?.groups?.port);
  return address !== undefined && port > 0 && port < 65_536 ? { address, port } : undefined;
}
