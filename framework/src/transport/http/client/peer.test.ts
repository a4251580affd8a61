import { describe, expect, it } from "vitest";
import type { OutgoingCall } from "../../transport.js";
import { ContentTypes } from "../message/content-types.js";
import { Peer } from "./peer.js";

function callOf(endpoint: string): OutgoingCall {
  return {
    service: "greeter",
    target: { kind: "unary", endpoint, path: "" },
    contentType: "application/protobuf",
    metadata: undefined,
    deadline: undefined,
    signal: undefined,
    dialTimeoutMs: 5_000,
  };
}

describe("the heads of a node's endpoints", () => {
  const node = { id: "greeter-1", address: "127.0.0.1", port: 8080, metadata: { protocol: "mucp" } };

  it("are written once, as long as there are not too many", () => {
    const peer = new Peer(node, new ContentTypes());
    const first = peer.headOf(callOf("Greeter.Hello"));
    for (let i = 0; i < 2_000; i++) peer.headOf(callOf(`Greeter.Unknown${i}`));
    expect(peer.headOf(callOf("Greeter.Hello"))).toBe(first);
    expect(peer.headOf(callOf("Greeter.Late"))).not.toBe(peer.headOf(callOf("Greeter.Late")));
  });
});
