import { createGrpcTransport, createHttpTransport, notFound, type Transport } from "@ts-micro/framework";
import { describe, expect, it } from "vitest";
import { startGreeter } from "../../test/greeter.js";

const failing = {
  hello: () => {
    throw notFound("greeter", "whom am I to greet?");
  },
  async *watch() {
    yield { message: "Hello" };
    throw notFound("greeter", "whom else?");
  },
  collect: () => {
    throw notFound("greeter", "nobody?");
  },
};

describe.each<[string, () => Transport]>([
  ["http", createHttpTransport],
  ["grpc", createGrpcTransport],
])("the stack of a call that failed over %s", (_, createTransport) => {
  const start = () => startGreeter(failing, { transports: [createTransport()], address: "127.0.0.1:0" });

  it("has the line that waits for the reply, once", async () => {
    const { greeter } = await start();
    async function callsHello(): Promise<void> {
      await greeter.hello({ name: "" });
    }
    const error: Error = await callsHello().catch((it) => it);
    expect(error.stack?.match(/callsHello .*show-caller\.test\.ts/g)).toHaveLength(1);
    expect(error).toMatchObject({ code: 404, message: "whom am I to greet?" });
  });

  it("has the loop that reads a stream", async () => {
    const { greeter } = await start();
    async function readsAll(): Promise<void> {
      for await (const _ of greeter.watch({ name: "" }));
    }
    const error: Error = await readsAll().catch((it) => it);
    expect(error.stack).toMatch(/whom else\?[\s\S]*readsAll .*show-caller\.test\.ts/);
  });

  it("has the line that sends a stream", async () => {
    const { greeter } = await start();
    async function sendsAll(): Promise<void> {
      await greeter.collect([{ name: "" }]);
    }
    const error: Error = await sendsAll().catch((it) => it);
    expect(error.stack).toMatch(/nobody\?[\s\S]*sendsAll .*show-caller\.test\.ts/);
  });

  it("has the line that called a service which is away", async () => {
    const { greeter } = await start();
    async function callsNobody(): Promise<void> {
      await greeter.hello({ name: "" }, { address: "127.0.0.1:1" });
    }
    const error: Error = await callsNobody().catch((it) => it);
    expect(error.stack).toMatch(/callsNobody .*show-caller\.test\.ts/);
  });
});

it("leaves an error alone that a handler froze", async () => {
  const frozen = Object.freeze(notFound("greeter", "nobody"));
  const { greeter } = await startGreeter({
    hello: () => {
      throw frozen;
    },
  });
  await expect(greeter.hello({})).rejects.toBe(frozen);
});
