import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import type { Caller } from "../caller.js";
import type { InteropCase } from "../interop-case.js";
import type { Peer } from "../peer.js";

/** Publishing to two instances of a service, in Go or in TypeScript or one in each. */
export function eventCases(caller: Caller, peers: readonly Peer[]): InteropCase[] {
  const service = peers[0]?.service;
  return [
    ...["application/protobuf", "application/json"].map(
      (contentType): InteropCase => ({
        name: `an event to every subscriber, as ${contentType}`,
        async run() {
          const topic = `${service}.events`;
          const event = { id: `${contentType}-1`, timestamp: 9007199254740993n, message: "héllo" };
          await caller.publish({ topic, contentType, metadata: { "foo-bar": "baz" } }, event);
          for (const peer of peers) {
            const { header, ...received } = await peer.nextMessage();
            assert.deepEqual(received, { topic, ...event });
            assert.equal(header["Content-Type"], contentType);
            assert.equal(header["Micro-Topic"], topic);
            assert.equal(header["foo-bar"], "baz");
            assert.match(header["Micro-Id"] ?? "", /^[0-9a-f-]{36}$/);
          }
        },
      }),
    ),
    {
      name: "ten jobs to one member of the queue each",
      async run() {
        const topic = `${service}.jobs`;
        const ids = Array.from({ length: 10 }, (_, i) => `job-${i}`);
        for (const id of ids) await caller.publish({ topic }, { id, timestamp: 1n, message: "" });
        const received: string[] = [];
        while (received.length < ids.length) {
          await delay(10);
          received.push(...peers.flatMap((peer) => peer.messages()).map(({ id }) => id));
        }
        assert.deepEqual(received.sort(), ids);
      },
    },
    {
      name: "an event that nobody subscribed to",
      run: () => caller.publish({ topic: `${service}.nobody` }, { id: "1", timestamp: 1n, message: "" }),
    },
  ];
}
