import type { Selection } from "../selector/selector.js";

/**
 * Makes the node of a given address, for calls past discovery.
 *
 * @throws {TypeError} for anything but `host:port` or `[ipv6]:port`
 */
export function directSelection(service: string, address: string): Selection {
  const match = /^(?:\[(?<ipv6>[^\]]+)\]|(?<host>[^:]+)):(?<port>\d{1,5})$/.exec(address);
  const host = match?.groups?.ipv6 ?? match?.groups?.host;
  const port = Number(match?.groups?.port);
  if (host === undefined || !(port > 0 && port < 65536)) {
    throw new TypeError(`Expected the call option \`address\` to be host:port, got \`${address}\``);
  }
  const node = { id: address, address: host, port, metadata: {} };
  return { node, service: { name: service, version: "", metadata: {}, endpoints: [], nodes: [node] } };
}
