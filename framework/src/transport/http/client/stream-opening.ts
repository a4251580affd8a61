import type { OutgoingCall } from "../../transport.js";
import type { DialTarget } from "./dial.js";
import type { Peer, PeerTraits, RequestHead } from "./peer.js";

/** How a stream is opened, and what each of its messages begins with. */
export interface StreamOpening {
  readonly call: OutgoingCall;
  readonly target: DialTarget;
  readonly traits: PeerTraits;
  readonly head: RequestHead;
  /** `Timeout`, metadata, and what else only the opening message has; with line ends. */
  readonly fields: string;
  /** The server ignores the opening's body: the first message is sent behind it. */
  readonly openingBody: Uint8Array;
  readonly framePrefix: Uint8Array;
}

const emptyJson: Uint8Array = Buffer.from("{}\n");
const nothing = new Uint8Array(0);

/** @param fields `Timeout` and metadata of the call */
export function openingOf(call: OutgoingCall, peer: Peer, { target, fields }: OpeningInput): StreamOpening {
  const head = peer.headOf(call);
  const { anyOrder } = peer.traits;
  return {
    call,
    target,
    traits: peer.traits,
    head,
    // With this field our own servers know that the end will be said.
    fields: anyOrder ? `${fields}Micro-Stream: 0\r\n` : fields,
    openingBody: head.format.codec.name === "json" ? emptyJson : nothing,
    framePrefix: framePrefixOf(head.prefix, { peer, fields }),
  };
}

/** Go repeats every field on every message; our own servers remember the first. */
function framePrefixOf(prefix: Uint8Array, { peer, fields }: { peer: Peer; fields: string }): Uint8Array {
  if (peer.traits.anyOrder) return Buffer.from(`POST / HTTP/1.1\r\nHost: ${peer.host}\r\n`, "latin1");
  return Buffer.concat([prefix, Buffer.from(fields, "latin1")]);
}

interface OpeningInput {
  readonly target: DialTarget;
  readonly fields: string;
}
