import {
  createHttpTransport,
  type HttpTransportOptions,
  isConnectError,
  Metadata,
  type OutgoingCall,
} from "@ts-micro/framework";
import { describe, expect, it, onTestFinished } from "vitest";
import { type ContractServer, Gate, TransportWorld } from "../../../testing/transport-world.js";

/** A node whose server answers in any order, and what calls it. */
async function startNode(server: ContractServer, options: HttpTransportOptions = {}) {
  const transport = createHttpTransport(options);
  const world = new TransportWorld(transport);
  onTestFinished(() => world.close());
  return { transport, world, node: await world.listen(server) };
}

const never = new Promise<never>(() => {});

describe("a connection that many calls share", () => {
  it.each([
    ["aborted", 499],
    ["out of time", 408],
  ])("comes up for the others when one of them is %s", async (how, code) => {
    const { world, node } = await startNode({ unary: (_, body) => body });
    const controller = new AbortController();
    const limit = how === "aborted" ? { signal: controller.signal } : { deadline: Date.now() - 1 };
    const given = world.call(node, limit);
    const others = ["a", "b", "c"].map((it) => world.call(node, {}, Buffer.from(it)));
    controller.abort();
    // The deadline is seen before the connection is.
    for (const start = Date.now(); Date.now() - start < 5; );
    await expect(given).rejects.toMatchObject({ code });
    const replies = await Promise.all(others);
    expect(replies.map((it) => Buffer.from(it.body).toString())).toEqual(["a", "b", "c"]);
  });

  it("is given up while it comes up, when nobody waits for it any more", async () => {
    let served = 0;
    const { world, node } = await startNode({
      unary(_, body) {
        served += 1;
        return body;
      },
    });
    const controller = new AbortController();
    const given = world.call(node, { signal: controller.signal });
    controller.abort();
    await expect(given).rejects.toMatchObject({ code: 499 });
    await world.call(node);
    expect(served).toBe(1);
  });
});

describe("a message that is too long", () => {
  const limits = { maxBodyBytes: 1_000_000, maxHeaderBytes: 10_000 };
  const large = Buffer.alloc(1_500_000);
  const metadata = new Metadata({ "X-Large": "x".repeat(12_000) });
  it.each<[string, number, Partial<OutgoingCall>, Buffer]>([
    ["request", 413, {}, large],
    ["request's header", 431, { metadata }, Buffer.from("x")],
    ["reply", 500, {}, Buffer.from("large")],
  ])("fails the call alone whose %s it is, with %i", async (...[, code, call, body]) => {
    const called = new Gate<void>();
    const mayAnswer = new Gate<void>();
    const server: ContractServer = {
      async unary(_, body) {
        if (body.length === 5) return large;
        if (body.length !== 4) return body;
        called.open();
        await mayAnswer.opened;
        return body;
      },
    };
    const { world, node } = await startNode(server, limits);
    const slow = world.call(node, {}, Buffer.from("slow"));
    await called.opened;
    const answer = await world.call(node, call, body).catch((thrown) => thrown);
    expect(answer).toMatchObject({
      code,
      detail: expect.stringMatching(/^(body|header) of more than \d+ bytes$/),
    });
    mayAnswer.open();
    expect(Buffer.from((await slow).body).toString()).toBe("slow");
  });
});

describe("a transport that is closed", () => {
  it("connects no more", async () => {
    const { transport, world, node } = await startNode({ unary: () => never });
    const waiting = world.call(node);
    await transport.close();
    await expect(waiting).rejects.toMatchObject({ code: 503 });
    const refusal = await world.call(node).catch((thrown) => thrown);
    expect(refusal).toMatchObject({ code: 503, detail: "the transport is closed" });
    // It is nothing that a node is to be set aside for.
    expect(isConnectError(refusal)).toBe(false);
    await expect(world.stream(node, "bidi_streaming")).rejects.toMatchObject({
      detail: "the transport is closed",
    });
  });
});
