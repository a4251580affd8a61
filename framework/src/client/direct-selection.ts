import { parseNodeAddress } from "../registry/node-address.js";
import type { Selection } from "../selector/selector.js";

/**
 * Makes the node of a given address, for calls past discovery.
 *
 * @throws {TypeError} for anything but `host:port` or `[ipv6]:port`
 */
export function directSelection(service: string, address: string): Selection {
  const parsed = parseNodeAddress(address);
  if (parsed === undefined) {
    throw new TypeError(`Expected the call option \`address\` to be host:port, got \`${address}\``);
  }
  const node = { id: address, ...parsed, metadata: {} };
  return { node, service: { name: service, version: "", metadata: {}, endpoints: [], nodes: [node] } };
}
