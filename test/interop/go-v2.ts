import { GoCaller } from "./go-caller.js";
import { startGoPeer } from "./go-peer.js";
import type { Peer } from "./peer.js";

/** Starts `go-v2/server`: a service of Go Micro 2.9, which speaks gRPC. */
export async function startGoV2Peer(program: string, service: string): Promise<Peer> {
  return { ...(await startGoPeer(program, service)), language: "Go 2" };
}

/** The client of Go Micro 2.9, which speaks gRPC. */
export class GoV2Caller extends GoCaller {
  override readonly language = "Go 2";
}
