import { describe, expect, it } from "vitest";
import { IncomingMessages } from "./incoming-messages.js";
import { frameMessage } from "./message-framing.js";

describe("the messages of a stream", () => {
  it("are forgotten when they were read, also by one who is always behind", async () => {
    const messages = new IncomingMessages({ maxBytes: 20_000, check() {}, pause() {}, resume() {} });
    const body = Buffer.alloc(16_384);
    const push = (): void => messages.push(Buffer.from(frameMessage(body)));
    for (let at = 0; at < 4; at++) push();
    const before = process.memoryUsage().arrayBuffers;
    for (let at = 0; at < 20_000; at++) {
      push();
      await messages.next();
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(160 * 2 ** 20);
  });

  it("hold their sender back before small ones keep much alive that came with them", () => {
    const chunkBytes = 65_536;
    let paused = false;
    const pause = (): void => {
      paused = true;
    };
    const messages = new IncomingMessages({ maxBytes: 20_000, check() {}, pause, resume() {} });
    const small = frameMessage(Buffer.of(1));
    let keptBytes = 0;
    for (; !paused; keptBytes += chunkBytes) {
      const chunk = Buffer.alloc(chunkBytes);
      small.copy(chunk, 1_000);
      messages.push(chunk.subarray(1_000, 1_000 + small.length));
    }
    expect(keptBytes).toBeLessThanOrEqual(2 ** 20);
  });
});
