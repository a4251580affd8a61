import type { MicroError } from "@ts-micro/framework";
import { describe, expect, it } from "vitest";
import { type HttpMessage, readConversation, readMessages, sentBy } from "./captures/conversation.js";
import { everyType } from "./captures/interop-service.js";
import { collect, failureOf, replay } from "./captures/replay.js";

/*
 * What an unmodified Go Micro 1.0 server replied, byte by byte, to a client of this framework; and what this client
 * asked, beside what the Go client had asked.
 */
describe("a Go Micro server's bytes, understood", () => {
  for (const [name, contentType] of [
    ["01-unary-proto.1", "application/protobuf"],
    ["02-unary-json.1", "application/json"],
    ["09-ctype-application-grpc.1", "application/grpc"],
    ["09-ctype-application-proto-rpc.1", "application/proto-rpc"],
    ["09-ctype-application-json-rpc.1", "application/json-rpc"],
  ] as const) {
    it(`${name}: a unary call`, async () => {
      const { result, requests } = await replay([name], (greeter) =>
        greeter.hello({ name: "John" }, { contentType }),
      );
      expect(result).toEqual({ msg: "Hello John" });
      expectSameRequest(requests[0], readMessages(sentBy(readConversation(name), "client"))[0]);
    });
  }

  for (const [name, contentType] of [
    ["03a-echo-alltypes-proto.1", "application/protobuf"],
    ["03b-echo-alltypes-json.1", "application/json"],
  ] as const) {
    it(`${name}: every type, exactly`, async () => {
      const { result, requests } = await replay([name], (greeter) =>
        greeter.echo(everyType, { contentType }),
      );
      expect(result).toEqual(everyType);
      expectSameRequest(requests[0], readMessages(sentBy(readConversation(name), "client"))[0]);
    });
  }

  it("03c, 03d: empty messages", async () => {
    for (const [name, contentType] of [
      ["03c-empty-body-proto.1", "application/protobuf"],
      ["03d-empty-body-json.1", "application/json"],
    ] as const) {
      const { result } = await replay([name], async (greeter) => [
        await greeter.hello({}, { contentType }),
        await greeter.echo({}, { contentType }),
      ]);
      expect(result[0]).toEqual({ msg: "Hello " });
      expect(result[1]).toMatchObject({ text: "", big: 0n, tags: [] });
    }
  });

  it("04: every kind of error, each on a connection that the server then closed", async () => {
    const names = Array.from({ length: 9 }, (_, i) => `04-errors-proto.${i + 1}`);
    const { result } = await replay(names, async (greeter) => {
      const errors: MicroError[] = [];
      for (const _ of names) errors.push(await failureOf(greeter.fail({ kind: "any" })));
      return errors;
    });
    expect(result.map(({ code, detail }) => [code, detail])).toEqual([
      [404, "thing 42 not found"],
      [400, 'bad "input"'],
      [401, "who are you"],
      [403, "no"],
      [409, "already there"],
      [500, "boom"],
      [418, "I'm a teapot é"],
      [0, "plain error"],
      [0, "line one line two  X-Injected: yes"],
    ]);
    expect(result[0]).toMatchObject({ id: "interop.greeter", status: "Not Found" });
  });

  it("04b, 04c, 05: errors under JSON, a timeout of the handler's own, and what Go says of unknown endpoints", async () => {
    const names = ["04b-errors-json.1", "04b-errors-json.2", "04c-error-timeout408.1", "05-unknown-method.1"];
    const { result } = await replay(names, async (greeter) => {
      const errors: MicroError[] = [];
      for (const _ of names) errors.push(await failureOf(greeter.fail({ kind: "any" }, { retries: 0 })));
      return errors;
    });
    expect(result.map(({ code, detail }) => [code, detail])).toEqual([
      [404, "thing 42 not found"],
      [0, "plain error"],
      [408, "too slow"],
      [0, "rpc: can't find method Nope"],
    ]);
  });

  it("04d: a handler that panicked closes the connection without a reply", async () => {
    const { result } = await replay(["04d-panic.1"], (greeter) =>
      failureOf(greeter.fail({ kind: "panic" }, { retries: 0 })),
    );
    expect(result).toMatchObject({ id: "go.micro.client.transport", code: 503 });
  });

  it("17: a call that nobody answers ends at its deadline, with Go's error", async () => {
    const { result, requests } = await replay(["17a-timeout.1"], (greeter) =>
      failureOf(greeter.fail({ kind: "slow" }, { timeoutMs: 300 })),
    );
    expect(result).toMatchObject({ id: "go.micro.client", code: 408, status: "Request Timeout" });
    const [recorded] = readMessages(sentBy(readConversation("17a-timeout.1"), "client"));
    expectSameRequest(requests[0], recorded);
  });

  it("13a: three calls on one connection", async () => {
    const { result, connections } = await replay(["13a-keepalive-3calls.1"], async (greeter) => [
      await greeter.hello({ name: "John" }),
      await greeter.hello({ name: "John" }),
      await greeter.hello({ name: "John" }),
    ]);
    expect(result).toEqual(Array(3).fill({ msg: "Hello John" }));
    expect(connections).toBe(1);
  });

  it("13b: another connection after an error", async () => {
    const names = ["13b-keepalive-after-error.1", "13b-keepalive-after-error.2"];
    const { result, connections } = await replay(names, async (greeter) => [
      await greeter.hello({ name: "John" }),
      (await failureOf(greeter.fail({ kind: "notfound" }))).code,
      await greeter.hello({ name: "John" }),
    ]);
    expect(result).toEqual([{ msg: "Hello John" }, 404, { msg: "Hello John" }]);
    expect(connections).toBe(2);
  });

  for (const [name, contentType] of [
    ["10-direct-address-application-protobuf.1", "application/protobuf"],
    ["10-direct-address-application-json.1", "application/json"],
  ] as const) {
    it(`${name}: in the protocol of before 1.0, to a node that says no protocol`, async () => {
      const { result, requests } = await replay(
        [name],
        (greeter) => greeter.hello({ name: "John" }, { contentType }),
        { nodeMetadata: { transport: "http" } },
      );
      expect(result).toEqual({ msg: "Hello John" });
      expectSameRequest(requests[0], readMessages(sentBy(readConversation(name), "client"))[0]);
    });
  }

  for (const [name, contentType] of [
    ["07a-server-stream-proto.1", "application/protobuf"],
    ["07b-server-stream-json.1", "application/json"],
    ["09-ctype-application-json-rpc.2", "application/json-rpc"],
    ["09-ctype-application-proto-rpc.2", "application/proto-rpc"],
  ] as const) {
    it(`${name}: a server stream ends when the server closes`, async () => {
      const { result, requests } = await replay([name], (greeter) =>
        collect(greeter.count({ count: 3n }, { contentType })),
      );
      expect(result).toEqual([{ count: 0n }, { count: 1n }, { count: 2n }]);
      const asked = readMessages(sentBy(readConversation(name), "client"));
      expect(requests.map((it) => it.body)).toHaveLength(asked.length);
      expectSameRequest(requests[1], asked[1]);
    });
  }

  it("07c: a server stream ends with the server's error", async () => {
    const { result } = await replay(["07c-server-stream-error.1"], async (greeter) => {
      const stream = greeter.count({ count: 5n, failAt: 2n });
      const counts: bigint[] = [];
      const error = await failureOf(
        (async () => {
          for await (const { count } of stream) counts.push(count);
        })(),
      );
      return { counts, error };
    });
    expect(result.counts).toEqual([0n, 1n]);
    expect(result.error).toMatchObject({ id: "interop.greeter", code: 400, detail: "stopped at 2" });
  });

  it("08c: a bidirectional stream ends with the server's error", async () => {
    const { result } = await replay(["08c-bidi-stream-error.1"], async (greeter) => {
      const chat = greeter.chat();
      const texts: string[] = [];
      await chat.send({ text: "one" });
      const error = await failureOf(
        (async () => {
          for await (const { text } of chat) {
            texts.push(text);
            await chat.send({ text: "fail" });
          }
        })(),
      );
      return { texts, error };
    });
    expect(result.texts).toEqual(["echo one"]);
    expect(result.error).toMatchObject({ code: 409, detail: "chat failed" });
  });

  for (const name of ["08a-bidi-stream-proto.1", "08b-bidi-stream-json.1"]) {
    it(`${name}: both directions`, async () => {
      const contentType = name.includes("json") ? "application/json" : "application/protobuf";
      const { result } = await replay([name], async (greeter) => {
        const chat = greeter.chat(undefined, { contentType });
        const texts: string[] = [];
        await chat.send({ text: "one" });
        for await (const { text } of chat) {
          texts.push(text);
          await chat.send({ text: texts.length === 1 ? "two" : "bye" });
        }
        return texts;
      });
      expect(result).toEqual(["echo one", "echo two"]);
    });
  }
});

/** What the wire does not fix: addresses, counters, and how the client calls itself. */
const free = [
  "host",
  "user-agent",
  "content-length",
  "transfer-encoding",
  "micro-id",
  "x-micro-id",
  "timeout",
  "te",
];

function expectSameRequest(ours: HttpMessage | undefined, recorded: HttpMessage | undefined): void {
  const fixed = ({ headers }: HttpMessage) =>
    Object.fromEntries(Object.entries(headers).filter(([key]) => !free.includes(key)));
  if (ours === undefined || recorded === undefined) throw new Error("no request");
  expect(fixed(ours)).toEqual(fixed(recorded));
  expect(ours.body).toEqual(recorded.body);
}
