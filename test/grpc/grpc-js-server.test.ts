import {
  type handleClientStreamingCall,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type sendUnaryData,
  status,
} from "@grpc/grpc-js";
import { GrpcError } from "@ts-micro/framework";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HelloRequest, HelloResponse } from "../../framework/test/gen/greeter.js";
import { metadataOf, startGrpcJsServer } from "./grpc-js-peer.js";
import { connectGreeter } from "./our-client.js";

type Unary = ServerUnaryCall<HelloRequest, HelloResponse>;
type Reply = sendUnaryData<HelloResponse>;

let server: Awaited<ReturnType<typeof startGrpcJsServer>>;
let client: ReturnType<typeof connectGreeter>;
let cancelled = 0;
beforeAll(async () => {
  server = await startGrpcJsServer({
    hello(call: Unary, reply: Reply) {
      const { name } = call.request;
      if (name === "nobody") return reply({ code: status.NOT_FOUND, details: "nobody: ñ" });
      if (name === "slow") {
        call.on("cancelled", () => {
          cancelled += 1;
        });
        return;
      }
      call.sendMetadata(metadataOf({ "x-first": "1" }));
      reply(null, { message: `Hello ${name}${call.metadata.get("x-mark")}` }, metadataOf({ "x-last": "2" }));
    },
    watch(call: ServerDuplexStream<HelloRequest, HelloResponse>) {
      for (let at = 0; at < 3; at += 1) call.write({ message: `${at}` });
      call.emit("error", { code: status.RESOURCE_EXHAUSTED, details: "enough" });
    },
    collect: ((call, reply) => {
      const names: string[] = [];
      call.on("data", ({ name }) => names.push(name));
      call.on("end", () => reply(null, { message: names.join("+") }));
    }) satisfies handleClientStreamingCall<HelloRequest, HelloResponse>,
    chat(call: ServerDuplexStream<HelloRequest, HelloResponse>) {
      call.on("data", ({ name }) => call.write({ message: `Hi ${name}` }));
      call.on("end", () => call.end());
    },
  });
  client = connectGreeter(server.port);
});
afterAll(async () => {
  await client.close();
  server.close();
});

describe("our client calls grpc-js", () => {
  it("makes unary calls, with metadata both ways", async () => {
    const seen: Record<string, string> = {};
    const reply = await client.hello(
      { name: "John" },
      {
        metadata: { "X-Mark": "!" },
        onHeader: (it) => Object.assign(seen, it.toJSON()),
        onTrailer: (it) => Object.assign(seen, it.toJSON()),
      },
    );
    expect(reply).toEqual({ message: "Hello John!" });
    expect(seen).toMatchObject({ "x-first": "1", "x-last": "2" });
  });

  it("makes a MicroError of a status, which stays there to see", async () => {
    const error = await client.hello({ name: "nobody" }).catch((it: unknown) => it);
    expect(error).toBeInstanceOf(GrpcError);
    expect(error).toMatchObject({ code: 404, detail: "nobody: ñ", grpc: { code: status.NOT_FOUND } });
  });

  it("gives up at the deadline, and the server hears of it", async () => {
    await expect(client.hello({ name: "slow" }, { timeoutMs: 100 })).rejects.toMatchObject({ code: 408 });
    await expect.poll(() => cancelled).toBe(1);
  });

  it("reads streams, and the error that ends one", async () => {
    const texts: string[] = [];
    const read = async () => {
      for await (const { message } of client.watch({ name: "n" })) texts.push(message);
    };
    await expect(read()).rejects.toMatchObject({ code: 429, detail: "enough" });
    expect(texts).toEqual(["0", "1", "2"]);
  });

  it("sends streams, and talks both ways", async () => {
    const names = ["a", "b", "c"].map((name) => ({ name }));
    expect(await client.collect(names)).toEqual({ message: "a+b+c" });
    const texts: string[] = [];
    for await (const { message } of client.chat(names)) texts.push(message);
    expect(texts).toEqual(["Hi a", "Hi b", "Hi c"]);
  });
});
