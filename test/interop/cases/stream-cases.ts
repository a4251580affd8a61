import assert from "node:assert/strict";
import type { StreamResult } from "../caller.js";
import { GreeterDefinition } from "../gen/interop.micro.js";
import type { InteropCase } from "../interop-case.js";
import type { Pair } from "./pair.js";

const { count, chat } = GreeterDefinition.methods;

export function streamCases({ caller, peer }: Pair): InteropCase[] {
  const { service } = peer;
  /** A Go client takes the end of a Go server's stream for an error: Go Micro 1.0 has no end frame. */
  const endsWell = ({ error }: StreamResult<unknown>): void => {
    if (caller.language === "Go" && peer.language === "Go")
      assert.match(error?.detail ?? "", /unexpected EOF/);
    else assert.equal(error, undefined);
  };
  return [
    ...["application/protobuf", "application/json"].flatMap((contentType): InteropCase[] => [
      {
        name: `a server stream as ${contentType}`,
        async run() {
          const result = await caller.stream({
            service,
            method: count,
            contentType,
            messages: [{ count: 10n }],
          });
          assert.deepEqual(
            result.messages.map((it) => it.count),
            Array.from({ length: 10 }, (_, i) => BigInt(i)),
          );
          endsWell(result);
        },
      },
      {
        name: `a bidirectional stream as ${contentType}`,
        async run() {
          const messages = [{ text: "ä" }, { text: "" }, { text: "bye" }];
          const result = await caller.stream({ service, method: chat, contentType, messages });
          assert.deepEqual(
            result.messages.map((it) => it.text),
            ["re: ä", "re: ", "re: bye"],
          );
          endsWell(result);
          await peer.chatEnded();
        },
      },
    ]),
    {
      name: "a server stream of no messages, and one of ten thousand",
      async run() {
        const none = await caller.stream({ service, method: count, messages: [{ count: 0n }] });
        assert.deepEqual(none.messages, []);
        endsWell(none);
        const many = await caller.stream({ service, method: count, messages: [{ count: 10_000n }] });
        assert.equal(many.messages.length, 10_000);
        assert.equal(many.messages.at(-1)?.count, 9_999n);
        endsWell(many);
      },
    },
    {
      name: "a stream that fails after three messages",
      async run() {
        const messages = [{ count: 10n, failAt: 3n }];
        const { messages: received, error } = await caller.stream({ service, method: count, messages });
        assert.deepEqual(
          received.map((it) => it.count),
          [0n, 1n, 2n],
        );
        const status = "Bad Request";
        assert.deepEqual(error?.toJSON(), { id: service, code: 400, detail: "failed at 3", status });
      },
    },
    {
      name: "a bidirectional stream that fails between two messages",
      async run() {
        const messages = [{ text: "a" }, { text: "fail" }];
        const { messages: received, error } = await caller.stream({ service, method: chat, messages });
        assert.deepEqual(
          received.map((it) => it.text),
          ["re: a"],
        );
        assert.equal(error?.code, 409);
        await peer.chatEnded();
      },
    },
    {
      name: "a client that closes its stream: the handler hears of it",
      async run() {
        const result = await caller.stream({ service, method: chat, messages: [{ text: "a" }], count: 1 });
        assert.deepEqual(
          result.messages.map((it) => it.text),
          ["re: a"],
        );
        await peer.chatEnded();
      },
    },
  ];
}

/** Go Micro 1.0 says with every stream that a call may take 5 s; it does not mean the stream. */
export function longStreamCases({ caller, peer }: Pair): InteropCase[] {
  return [
    {
      name: "a stream of more than five seconds",
      async run() {
        const messages = [{ text: "in a while" }, { text: "bye" }];
        const result = await caller.stream({ service: peer.service, method: chat, messages });
        assert.deepEqual(
          result.messages.map((it) => it.text),
          ["re: in a while", "re: bye"],
        );
        assert.equal(result.error, undefined);
        await peer.chatEnded();
      },
    },
  ];
}
