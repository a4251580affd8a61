import { internalServerError } from "../errors/errors.js";
import type { Node } from "../registry/registry.js";
import type { Transport } from "../transport/transport.js";
import { clientId } from "./within.js";

/**
 * Finds the wire that a node speaks: the first whose name and protocol its metadata does not contradict.
 *
 * A node without metadata, such as one called by its address, gets the first transport.
 */
export function chooseTransport(transports: readonly Transport[], node: Node): Transport {
  const { transport, protocol } = node.metadata;
  for (const candidate of transports) {
    if ((transport ?? candidate.name) !== candidate.name) continue;
    if ((protocol ?? candidate.protocol) === candidate.protocol) return candidate;
  }
  const known = transports.map((it) => `${it.protocol} over ${it.name}`).join(", ");
  throw internalServerError(
    clientId,
    `node ${node.id} speaks ${protocol ?? "any protocol"} over ${transport ?? "any transport"}; this client knows ${known}`,
  );
}
