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
});
