import { describe, expect, it } from "vitest";
import { HeldInput } from "./held-input.js";

const told = () => {};

describe("what a paused listener is to hear", () => {
  it("comes back in order, small parts in one", () => {
    const held = new HeldInput();
    held.addData({ part: Buffer.from("a"), toTake: 1 });
    held.addData({ part: Buffer.from("bc"), toTake: 5 });
    held.add(told);
    held.addData({ part: Buffer.from("d"), toTake: 0 });
    expect(held.take()).toEqual({ part: Buffer.from("abc"), toTake: 6 });
    expect(held.take()).toBe(told);
    expect(held.empty).toBe(false);
    expect(held.take()).toEqual({ part: Buffer.from("d"), toTake: 0 });
    expect(held.empty).toBe(true);
  });

  it("is not changed by what comes after it was taken", () => {
    const held = new HeldInput();
    held.addData({ part: Buffer.from("a"), toTake: 1 });
    const first = held.take();
    held.addData({ part: Buffer.from("b"), toTake: 1 });
    expect(first).toEqual({ part: Buffer.from("a"), toTake: 1 });
    expect(held.take()).toEqual({ part: Buffer.from("b"), toTake: 1 });
  });

  it("is forgotten when it was taken, also while more waits", () => {
    const held = new HeldInput();
    const add = (): void => held.addData({ part: Buffer.allocUnsafeSlow(16_384), toTake: 0 });
    for (let at = 0; at < 4; at++) add();
    const before = process.memoryUsage().arrayBuffers;
    for (let at = 0; at < 20_000; at++) {
      add();
      held.take();
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(160 * 2 ** 20);
  });

  it("costs little more than its bytes, however small its parts", () => {
    const held = new HeldInput();
    for (let at = 0; at < 100_000; at++) held.addData({ part: Buffer.from([at & 0xff]), toTake: 1 });
    let takes = 0;
    let bytes = 0;
    for (; !held.empty; takes++) bytes += (held.take() as { part: Buffer }).part.length;
    expect(bytes).toBe(100_000);
    expect(takes).toBe(Math.ceil(100_000 / 4_096));
  });
});
