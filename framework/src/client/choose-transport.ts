import { internalServerError } from "../errors/errors.js";
import type { Node } from "../registry/registry.js";
import type { Transport } from "../transport/transport.js";
import { clientId } from "./within.js";

/**
 * Finds a wire that a node speaks: the wanted one, or else the first of those the client has.
 *
 * A node without metadata, such as one called by its address, is taken to speak whatever is wanted.
 *
 * @throws {MicroError} 500 when the client has no wire that the node speaks
 */
export function chooseTransport(transports: readonly Transport[], node: Node, wanted?: string): Transport {
  let first: Transport | undefined;
  for (const candidate of transports) {
    if (!speaks(node, candidate)) continue;
    if (wanted === undefined || candidate.protocol === wanted) return candidate;
    first ??= candidate;
  }
  if (first !== undefined) return first;
  const { transport, protocol } = node.metadata;
  const known = transports.map((it) => `${it.protocol} over ${it.name}`).join(", ");
  throw internalServerError(
    clientId,
    `node ${node.id} speaks ${protocol ?? "any protocol"} over ${transport ?? "any transport"}; this client knows ${known}`,
  );
}

/** @throws {TypeError} when none of the client's wires is the wanted one: a misspelt name is no wish */
export function checkProtocol(transports: readonly Transport[], wanted: string): void {
  if (transports.some((it) => it.protocol === wanted)) return;
  const names = [...new Set(transports.map((it) => it.protocol))].join(", ");
  throw new TypeError(`Expected the call option \`protocol\` to be one of ${names}, got \`${wanted}\``);
}

/** Whether a node's metadata names the wire, as its own or as one of the others of its port, or names none. */
function speaks({ metadata }: Node, { name, protocol }: Transport): boolean {
  const own = (metadata.protocol ?? protocol) === protocol && (metadata.transport ?? name) === name;
  return own || (metadata.protocols?.split(",").includes(protocol) ?? false);
}
