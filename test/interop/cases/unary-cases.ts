import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { EchoMessage } from "../gen/interop.js";
import { GreeterDefinition } from "../gen/interop.micro.js";
import type { InteropCase } from "../interop-case.js";
import type { Pair } from "./pair.js";

const { hello, echo, headers } = GreeterDefinition.methods;
const contentTypes = ["application/protobuf", "application/json"];

/** Values at the ends of every scalar type: JSON numbers would lose most of them. */
const everything = EchoMessage.fromPartial({
  text: "héllo ☂ 🎈 <&>\u2028",
  big: -9223372036854775808n,
  ubig: 18446744073709551615n,
  data: Uint8Array.of(0, 1, 254, 255),
  flag: true,
  dbl: 5e-324,
  colour: 2,
  inner: { id: "i", nums: [1, -2, 2147483647] },
  tags: ["a", "", "b"],
  attrs: { k: 9007199254740993n, ключ: -1n },
  snakeCaseName: "snake",
  small: -2147483648,
  usmall: 4294967295,
  signed: -2147483648,
  signedBig: -9223372036854775808n,
  fixed: 4294967295,
  fixedBig: 18446744073709551615n,
  sfixed: -2147483648,
  sfixedBig: 9223372036854775807n,
  flt: 0.10000000149011612,
  numbers: [9007199254740993n, -9007199254740993n, 0n],
  inners: [
    { id: "x", nums: [] },
    { id: "", nums: [7] },
  ],
  byId: { 1: { id: "one", nums: [] }, [-5]: { id: "minus five", nums: [5] } },
});

export function unaryCases({ caller, peer }: Pair): InteropCase[] {
  const { service } = peer;
  return [
    ...contentTypes.flatMap((contentType): InteropCase[] => [
      {
        name: `a call as ${contentType}`,
        async run() {
          const reply = await caller.call({ service, method: hello, contentType }, { name: "Jöhn" });
          assert.deepEqual(reply, { msg: "Hello Jöhn" });
        },
      },
      {
        name: `every scalar type to its ends as ${contentType}`,
        async run() {
          assertSame(await caller.call({ service, method: echo, contentType }, everything), everything);
        },
      },
      {
        name: `a message of a mebibyte as ${contentType}`,
        async run() {
          const message = EchoMessage.fromPartial({
            data: new Uint8Array(2 ** 20).fill(7),
            text: "x".repeat(1000),
          });
          assertSame(await caller.call({ service, method: echo, contentType }, message), message);
        },
      },
      {
        name: `empty messages both ways as ${contentType}`,
        async run() {
          assert.deepEqual(await caller.call({ service, method: hello, contentType }, {}), { msg: "" });
          assert.deepEqual(
            await caller.call({ service, method: echo, contentType }, {}),
            EchoMessage.fromPartial({}),
          );
        },
      },
    ]),
    {
      name: "metadata to the handler, without regard to case",
      async run() {
        const metadata = { "X-Request-Id": "r-1", "foo-bar": "baz", Umlaut: "élan" };
        const reply = await caller.call({ service, method: headers, metadata }, {});
        const received = new Map(
          Object.entries(reply.headers).map(([key, value]) => [key.toLowerCase(), value]),
        );
        for (const [key, value] of Object.entries(metadata))
          assert.equal(received.get(key.toLowerCase()), value);
        assert.equal(
          received.get("micro-from-service"),
          `interop.${caller.language === "TypeScript" ? "ts" : "go"}client`,
        );
      },
    },
    {
      name: "a thousand calls on pooled connections",
      run: () => caller.callOften({ service, method: hello }, { name: "John" }),
    },
    {
      name: "a call after a pause of six seconds on the same connection",
      async run() {
        for (let i = 0; i < 2; i++) {
          const reply = await caller.call({ service, method: hello }, { name: "John" });
          assert.deepEqual(reply, { msg: "Hello John" });
          if (i === 0) await delay(6_000);
        }
      },
    },
  ];
}

/** A Buffer is as good as any other array of bytes. */
function assertSame(actual: EchoMessage, expected: EchoMessage): void {
  assert.deepEqual({ ...actual, data: Uint8Array.from(actual.data) }, expected);
}
