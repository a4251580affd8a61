import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import {
  createGrpcTransport,
  createMemoryRegistry,
  createService,
  type Service,
  silentLogger,
} from "@ts-micro/framework";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { frameTypes, preface, readFrames } from "../framework/src/testing/http2/raw-http2.js";
import { ask } from "./captures/ask.js";
import { type HttpMessage, readConversation, readMessages, sentBy } from "./captures/conversation.js";
import { createGreeterClient } from "./captures/gen/greeter.micro.js";
import { answersTo } from "./captures/grpc-answers.js";
import { startInteropService } from "./captures/interop-service.js";
import { collect, failureOf, replay } from "./captures/replay.js";

/*
 * What Go Micro of one generation sent to one of another, to a service and a client of this framework: they serve and
 * call each, also where the generations of Go Micro fail with one another.
 */
let service: Service;
beforeAll(async () => {
  service = await startInteropService();
});
afterAll(() => service.close());

describe("a Go Micro 5 client's bytes, answered", () => {
  it.each(["40a-v5-unary.1", "40a-v5-unary.2", "41-v5client-v1server.1", "41b-v5client-v1server-json.1"])(
    "%s: calls as Go did",
    async (name) => {
      const turns = readConversation(name, "rpc-v5");
      const wanted = readMessages(sentBy(turns, "server")).map(essence);
      const answers = await ask(service, [sentBy(turns, "client")], { count: wanted.length });
      expect(answers.map(essence)).toEqual(wanted);
    },
  );

  it.each([
    "41-v5client-v1server.2",
    "41-v5client-v1server.3",
    "41-v5client-v1server.4",
    "41b-v5client-v1server-json.2",
    "41b-v5client-v1server-json.3",
  ])("%s: a stream as Go 1.0 did, and its end", async (name) => {
    const turns = readConversation(name, "rpc-v5");
    const wanted = readMessages(sentBy(turns, "server")).map(essence);
    // Go 1.0 only closed the connection, which Go 5 reports as an error.
    if (wanted.at(-1)?.error === undefined) wanted.push({ body: "", error: "EOS" });
    const answers = await ask(service, [sentBy(turns, "client")], { count: wanted.length });
    expect(answers.map(essence)).toEqual(wanted);
  });

  it.each(["40b-v5-stream.1", "40b-v5-stream.2"])("%s: a stream and its end", async (name) => {
    // The Go service of version 5 counted 0, 2, 2: it sent a message that had changed by then.
    const wanted = name.endsWith("1") ? ["", "\x08\x01", "\x08\x02"] : ["\n\x08echo one", "\n\x08echo two"];
    const bytes = sentBy(readConversation(name, "rpc-v5"), "client");
    const answers = await ask(service, [bytes], { count: wanted.length + 1 });
    expect(answers.map(essence)).toEqual([...wanted.map((body) => ({ body })), { body: "", error: "EOS" }]);
  });
});

describe("a Go Micro 5 server's bytes, understood", () => {
  it("40a: calls and an error", async () => {
    const contentType = "application/json";
    const { result } = await replay(
      ["40a-v5-unary.1", "40a-v5-unary.2"],
      async (greeter) => [
        await greeter.hello({ name: "John" }, { contentType }),
        await failureOf(greeter.fail({ kind: "notfound" }, { contentType })),
      ],
      { wire: "rpc-v5" },
    );
    expect(result).toMatchObject([{ msg: "Hello John" }, { code: 404, detail: "thing 42 not found" }]);
  });

  it("40b: a server stream, which ends by a word", async () => {
    const { result } = await replay(["40b-v5-stream.1"], (greeter) => collect(greeter.count({ count: 3n })), {
      wire: "rpc-v5",
    });
    expect(result).toEqual([{ count: 0n }, { count: 2n }, { count: 2n }]);
  });

  it("40b: a bidirectional stream", async () => {
    const { result } = await replay(
      ["40b-v5-stream.2"],
      async (greeter) => {
        const chat = greeter.chat();
        const texts: string[] = [];
        await chat.send({ text: "one" });
        for await (const { text } of chat) {
          texts.push(text);
          await chat.send({ text: texts.length === 1 ? "two" : "bye" });
        }
        return texts;
      },
      { wire: "rpc-v5" },
    );
    expect(result).toEqual(["echo one", "echo two"]);
  });
});

describe("the bytes of one wire, where the other is spoken", () => {
  it("43: a Go Micro 1.0 client is answered where Go Micro 2 speaks gRPC only", async () => {
    const bytes = sentBy(readConversation("43-v1client-v2grpc.1", "mixed"), "client");
    const [answer] = await ask(service, [bytes], { count: 1 });
    expect(answer?.headers).toMatchObject({ "content-type": "application/proto-rpc" });
    expect(answer?.body.toString("latin1")).toContain("\n\nHello John");
  });

  it("43: a client of Go Micro's wire says what it met", async () => {
    const { result } = await replay(
      ["43-v1client-v2grpc.1"],
      (greeter) => failureOf(greeter.hello({ name: "John" }, { retries: 0 })),
      { wire: "mixed" },
    );
    expect(result).toMatchObject({ code: 500, detail: expect.stringContaining("HTTP/2") });
  });

  it("44: a Go Micro 2 client is answered by gRPC where it waited for Go Micro 1.0 in vain", async () => {
    const [hello, fail, count] = [1, 2, 3].map((connection) =>
      sentBy(readConversation(`44-v2grpcclient-v1server.${connection}`, "mixed"), "client"),
    ) as [Buffer, Buffer, Buffer];
    const error = { status: "5", error: expect.stringContaining("thing 42 not found") };
    expect(await answersTo(service, hello, 2)).toMatchObject([
      { stream: 1, status: "0", messages: "000000000c0a0a48656c6c6f204a6f686e" },
      { stream: 3, ...error, details: ["type.googleapis.com/errors.Error"] },
    ]);
    expect(await answersTo(service, fail, 1)).toMatchObject([{ stream: 1, ...error }]);
    expect(await answersTo(service, count, 1)).toMatchObject([
      { stream: 1, status: "0", messages: ["0000000000", "00000000020801", "00000000020802"].join("") },
    ]);
  });

  it("44: a gRPC client understands Go Micro 1.0 as far as that speaks gRPC", async () => {
    const { greeter, close } = await replayGrpc("44-v2grpcclient-v1server.1");
    onTestFinished(close);
    expect(await greeter.hello({ name: "John" })).toEqual({ msg: "Hello John" });
    expect(await failureOf(greeter.fail({ kind: "notfound" }))).toMatchObject({ code: 500 });
  });
});

/** What one message of Go's wire says to its reader. The id of an error is its service's, which was another. */
function essence({ headers, body }: HttpMessage): { body: string; error?: string } {
  const error = headers["micro-error"]?.replace("interop5", "interop");
  return { body: body.toString("latin1"), ...(error !== undefined && { error }) };
}

/** A gRPC client, and a server that replays what Go sent: each turn when as many calls were opened as then. */
async function replayGrpc(name: string) {
  const turns = readConversation(name, "mixed");
  const server = createServer((socket) => {
    let received = Buffer.alloc(0);
    const callsIn = (bytes: Buffer) =>
      readFrames(bytes.subarray(preface.length)).filter((it) => it.type === frameTypes.headers).length;
    let recorded = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      for (let turn = turns[0]; turn !== undefined; turn = turns[0]) {
        if (turn.from === "client") recorded = Buffer.concat([recorded, turn.bytes]);
        else if (callsIn(received) < callsIn(recorded)) return;
        else if (turn.bytes.length > 0) socket.write(turn.bytes);
        turns.shift();
      }
    });
    socket.on("error", () => socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const transport = createGrpcTransport();
  const caller = createService({
    name: "interop.client",
    registry: createMemoryRegistry(),
    transports: [transport],
    logger: silentLogger,
  });
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    greeter: createGreeterClient(caller.client, { service: "interop.greeter", address }),
    async close() {
      await caller.close();
      await transport.close();
      server.close();
    },
  };
}
