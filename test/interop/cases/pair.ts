import type { Caller } from "../caller.js";
import type { Peer } from "../peer.js";

/** Who calls, and who answers. */
export interface Pair {
  readonly caller: Caller;
  readonly peer: Peer;
}
