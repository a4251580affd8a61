import { describe, expect, it } from "vitest";
import { type FramedMessage, frameMessage, MessageReader } from "./message-framing.js";

const messages = [Buffer.alloc(0), Buffer.from("one"), Buffer.alloc(70_000, 7), Buffer.from("last")];
const wire = Buffer.concat(messages.map((it, at) => frameMessage(it, at === 1)));

describe("messages with a prefix", () => {
  it.each([1, 4, 5, 6, 1_000, wire.length])("are cut out of chunks of %i bytes", (size) => {
    const found: FramedMessage[] = [];
    const reader = new MessageReader(100_000, (it) => found.push(it));
    for (let at = 0; at < wire.length; at += size) reader.push(wire.subarray(at, at + size));
    expect(found.map((it) => Buffer.from(it.body))).toEqual(messages);
    expect(found.map((it) => it.compressed)).toEqual([false, true, false, false]);
    expect(reader.incomplete).toBe(false);
  });

  it("are refused by their length alone", () => {
    const reader = new MessageReader(10, () => {});
    expect(() => reader.push(Buffer.from([0, 0, 0, 0, 11]))).toThrow(/11 bytes is over the limit of 10/);
  });

  it("are refused when their flag is neither 0 nor 1", () => {
    const reader = new MessageReader(10, () => {});
    expect(() => reader.push(Buffer.from([2, 0, 0, 0, 0]))).toThrow(/begins with 2/);
  });

  it("are incomplete until their last byte", () => {
    const reader = new MessageReader(10, () => {});
    reader.push(Buffer.from([0, 0, 0, 0, 2, 1]));
    expect(reader.incomplete).toBe(true);
  });
});
