import assert from "node:assert/strict";
import type { Codec } from "../codec/codec.js";
import { MicroError } from "../errors/micro-error.js";
import { createMessage, type MessageInit } from "../schema/message-schema.js";
import { rawSchema } from "../schema/raw-schema.js";
import type { ContractSuite } from "./contract-suite.js";
import { type Sample, Sample_Colour, type Sample_Inner } from "./gen/sample.js";
import { SampleSchema } from "./gen/sample.micro.js";

export interface CodecContractOptions {
  readonly create: () => Codec;
}

/** What every codec must do: at least one case per MUST of `Codec`. */
export function codecContract(name: string, { create }: CodecContractOptions): ContractSuite {
  const run = (body: (codec: Codec) => void) => async (): Promise<void> => body(create());
  return {
    name: `codec contract: ${name}`,
    cases: [
      { name: "1. reads back what it wrote, of every type", run: run(readsBack) },
      { name: "1. reads back the message with all defaults", run: run(readsBackDefaults) },
      { name: "1. reads back text of every script, and what other formats escape", run: run(readsBackText) },
      { name: "1. reads back numbers that are not finite", run: run(readsBackNonFinite) },
      {
        name: "1. tells a field that is set to its default from one that is not set",
        run: run(keepsPresence),
      },
      { name: "2. reads no bytes as the message with all defaults", run: run(readsNothing) },
      { name: "3. keeps 64-bit integers exact, wherever they stand", run: run(keepsIntegers) },
      { name: "4. answers what is no message with 400, and says what was wrong", run: run(refuses) },
      { name: "4. reads damaged messages, or answers them with 400", run: run(readsOrRefuses) },
      { name: "5. gives every output away", run: run(givesAway) },
      { name: "6. passes raw bodies through", run: run(passesThrough) },
    ],
  };
}

const sample = (init: MessageInit<Sample>): Sample => createMessage<Sample>(SampleSchema, init);

const inner = { name: "inner", again: { double: 0.1, inner: { name: "deeper" } } };
const everything = sample({
  double: -1.5e300,
  float: 0.5,
  int32: -(2 ** 31),
  int64: -5n,
  uint32: 2 ** 32 - 1,
  uint64: 5n,
  sint32: 2 ** 31 - 1,
  sint64: -7n,
  fixed32: 2 ** 32 - 1,
  fixed64: 8n,
  sfixed32: -(2 ** 31),
  sfixed64: -9n,
  bool: true,
  string: "text",
  bytes: Uint8Array.of(0, 1, 127, 128, 255),
  colour: Sample_Colour.INVERSE,
  inner,
  numbers: [0n, 1n, -1n],
  texts: ["", "a"],
  inners: [{}, inner],
  totals: { "": 0n, a: 1n },
  blobs: new Map([[0n, Uint8Array.of(1)]]),
  answers: new Map<boolean, MessageInit<Sample_Inner>>([
    [true, inner],
    [false, {}],
  ]),
  maybe: 1n,
  choice: { $case: "other", value: inner },
  snakeCaseName: "snake",
});

function assertReadsBack(codec: Codec, message: Sample): void {
  assert.deepEqual(codec.decode(SampleSchema, codec.encode(SampleSchema, message)), message);
}

function readsBack(codec: Codec): void {
  assertReadsBack(codec, everything);
}

function readsBackDefaults(codec: Codec): void {
  assertReadsBack(codec, sample({}));
}

function readsBackText(codec: Codec): void {
  const texts = [
    '"\\/\b\f\n\r\t',
    "\0\u001f\u007f",
    "<script>&amp;'",
    "\u2028\u2029\ufeff",
    "héllo",
    "日本",
    "👩‍🚀",
  ];
  for (const string of texts) assertReadsBack(codec, sample({ string, totals: { [string]: 1n } }));
  assertReadsBack(codec, sample({ texts }));
}

function readsBackNonFinite(codec: Codec): void {
  for (const number of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    assertReadsBack(codec, sample({ double: number, float: number }));
  }
}

function keepsPresence(codec: Codec): void {
  assertReadsBack(codec, sample({ maybe: 0n, inner: {}, choice: { $case: "yes", value: false } }));
}

function readsNothing(codec: Codec): void {
  assert.deepEqual(codec.decode(SampleSchema, new Uint8Array(0)), sample({}));
}

function keepsIntegers(codec: Codec): void {
  for (const bits of [53n, 63n]) {
    for (const signed of [2n ** bits - 1n, 2n ** bits + (bits === 53n ? 1n : -1n), -(2n ** bits)]) {
      const fields = { int64: signed, sint64: signed, sfixed64: signed, numbers: [signed], maybe: signed };
      assertReadsBack(codec, sample(fields));
    }
  }
  for (const unsigned of [2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n]) {
    const choice = { $case: "ticket", value: unsigned } as const;
    const blobs = new Map([[unsigned, Uint8Array.of(1)]]);
    assertReadsBack(
      codec,
      sample({ uint64: unsigned, fixed64: unsigned, totals: { a: unsigned }, blobs, choice }),
    );
  }
}

/** Neither protobuf (a length that leads beyond the end, an end within a varint) nor JSON. */
const noMessages = [Uint8Array.of(0x72, 0x7f, 0x41), Uint8Array.of(0x80), Uint8Array.of(0xff, 0xff)];

function refuses(codec: Codec): void {
  for (const bytes of noMessages) {
    assert.throws(() => codec.decode(SampleSchema, bytes), isBadRequest);
  }
}

function readsOrRefuses(codec: Codec): void {
  const whole = codec.encode(SampleSchema, everything);
  for (let at = 0; at < whole.length; at++) {
    const damaged = Uint8Array.from(whole);
    damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8));
    for (const bytes of [damaged, whole.slice(0, at)]) {
      try {
        codec.decode(SampleSchema, bytes);
      } catch (error) {
        isBadRequest(error);
      }
    }
  }
}

function isBadRequest(error: unknown): true {
  assert.ok(error instanceof MicroError, String(error));
  assert.equal(error.code, 400);
  assert.notEqual(error.detail, "");
  return true;
}

function givesAway(codec: Codec): void {
  const first = codec.encode(SampleSchema, everything);
  const copy = Uint8Array.from(first);
  const second = codec.encode(SampleSchema, sample({ string: "another" }));
  assert.deepEqual(Uint8Array.from(first), copy, "the next message was written over this one");
  first.fill(0);
  assert.equal(codec.decode(SampleSchema, second).string, "another");
  assert.deepEqual(Uint8Array.from(codec.encode(SampleSchema, everything)), copy);
}

function passesThrough(codec: Codec): void {
  for (const body of [new Uint8Array(0), Uint8Array.of(0, 255, 10), ...noMessages]) {
    assert.deepEqual(codec.encode(rawSchema, body), body);
    assert.deepEqual(codec.decode(rawSchema, body), body);
  }
}
