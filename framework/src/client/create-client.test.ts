import { once } from "node:events";
import { createClient, type HandlerContext } from "@ts-micro/framework";
import { describe, expect, it } from "vitest";
import { createGreeterClient, GreeterDefinition } from "../../test/gen/greeter.micro.js";
import { startGreeter } from "../../test/greeter.js";

const names = [{ name: "Ada" }, { name: "Alan" }];

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

describe("a typed client", () => {
  it("has one function per method, and nothing else", async () => {
    const { greeter } = await startGreeter({});
    expect(Reflect.ownKeys(greeter)).toEqual(["hello", "watch", "collect", "chat"]);
  });

  it("needs to know which service to call", async () => {
    const { service } = await startGreeter({});
    const create = () => createClient(GreeterDefinition, service.client, { service: "" });
    expect(create).toThrow("Expected the option `service` to be the name of a service, got ``");
  });

  it("begins each call with what it was made with; metadata is joined", async () => {
    const { service } = await startGreeter({
      hello: (_, { metadata }) => ({ message: [...metadata].map((it) => it.join("=")).join() }),
    });
    const metadata = { a: "1", b: "1" };
    const greeter = createGreeterClient(service.client, { service: "greeter", metadata });
    const from = "Micro-From-Service=greeter";
    expect(await greeter.hello({})).toEqual({ message: `a=1,b=1,${from}` });
    expect(await greeter.hello({}, { timeoutMs: 1000 })).toEqual({ message: `a=1,b=1,${from}` });
    expect(await greeter.hello({}, { metadata: { B: "2" } })).toEqual({ message: `a=1,B=2,${from}` });
  });

  it("does not end streams by how long a single answer may take", async () => {
    const deadlines: (number | undefined)[] = [];
    const { service } = await startGreeter({
      async *watch(_, { deadline }) {
        deadlines.push(deadline);
        yield {};
      },
    });
    const greeter = createGreeterClient(service.client, { service: "greeter", timeoutMs: 1000 });
    await collect(greeter.watch({}));
    await collect(greeter.watch({}, { timeoutMs: 1000 }));
    expect(deadlines).toEqual([undefined, expect.any(Number)]);
  });
});

describe("a server stream", () => {
  it("brings what the handler yields, in order", async () => {
    const { greeter } = await startGreeter({
      async *watch({ name }) {
        for (let i = 0; i < 100; i += 1) yield { message: `${name} ${i}` };
      },
    });
    const messages = (await collect(greeter.watch({ name: "Ada" }))).map((it) => it.message);
    expect(messages).toEqual(Array.from({ length: 100 }, (_, i) => `Ada ${i}`));
  });

  it("throws what the handler throws, after what it yielded before", async () => {
    const { greeter } = await startGreeter({
      async *watch() {
        yield { message: "one" };
        throw new Error("a secret");
      },
    });
    const seen: string[] = [];
    const iterate = async () => {
      for await (const { message } of greeter.watch({})) seen.push(message);
    };
    await expect(iterate()).rejects.toMatchObject({ code: 500, detail: "internal server error" });
    expect(seen).toEqual(["one"]);
  });

  it("is cancelled when its loop is left", async () => {
    const contexts: HandlerContext[] = [];
    const ends: string[] = [];
    const { greeter } = await startGreeter({
      async *watch(_, context) {
        contexts.push(context);
        try {
          for (;;) yield { message: "again" };
        } finally {
          ends.push("ended");
        }
      },
    });
    for await (const { message } of greeter.watch({})) {
      expect(message).toBe("again");
      break;
    }
    await expect.poll(() => contexts[0]?.signal.aborted).toBe(true);
    await expect.poll(() => ends).toEqual(["ended"]);
  });

  it("ends without error when it is closed while someone waits for it", async () => {
    const { greeter } = await startGreeter({
      async *watch() {
        yield await new Promise<never>(() => {});
      },
    });
    const stream = greeter.watch({});
    const all = collect(stream);
    stream.close();
    stream.close();
    expect(await all).toEqual([]);
  });

  it("ends with 499 when its signal aborts, and with 408 at its deadline", async () => {
    const { greeter } = await startGreeter({
      async *watch() {
        yield await new Promise<never>(() => {});
      },
    });
    const controller = new AbortController();
    const all = collect(greeter.watch({}, { signal: controller.signal }));
    setImmediate(() => controller.abort());
    await expect(all).rejects.toMatchObject({ code: 499 });
    await expect(collect(greeter.watch({}, { timeoutMs: 20 }))).rejects.toMatchObject({ code: 408 });
  });

  it("gives header and trailer", async () => {
    const { greeter } = await startGreeter({
      async *watch(_, { header, trailer }) {
        header.set("x-begin", "1");
        yield {};
        trailer.set("x-end", "2");
      },
    });
    const seen: unknown[] = [];
    await collect(
      greeter.watch(
        {},
        {
          onHeader: (it) => seen.push(it.get("x-begin")),
          onTrailer: (it) => seen.push(it.get("x-end")),
        },
      ),
    );
    expect(seen).toEqual(["1", "2"]);
  });

  it("ends with what `onHeader` throws", async () => {
    const { greeter } = await startGreeter({
      async *watch(_, { signal }) {
        yield {};
        await once(signal, "abort");
      },
    });
    const onHeader = (): void => {
      throw new Error("mine");
    };
    await expect(collect(greeter.watch({}, { onHeader }))).rejects.toThrow("mine");
  });

  it("throws when the service cannot be found", async () => {
    const { service } = await startGreeter({});
    const nobody = createGreeterClient(service.client, { service: "nobody" });
    await expect(collect(nobody.watch({}))).rejects.toMatchObject({ code: 404 });
  });
});

describe("a client stream", () => {
  const joining = async (requests: AsyncIterable<{ name: string }>) => {
    const all = await collect(requests);
    return { message: all.map((it) => it.name).join(" and ") };
  };

  it("sends what can be iterated, and brings the one answer", async () => {
    const { greeter } = await startGreeter({ collect: joining });
    expect(await greeter.collect(names)).toEqual({ message: "Ada and Alan" });
    const generated = async function* () {
      yield* names;
    };
    expect(await greeter.collect(generated())).toEqual({ message: "Ada and Alan" });
    expect(await greeter.collect([])).toEqual({ message: "" });
  });

  it("may be answered before everything was sent, and then leaves its source", async () => {
    let left = false;
    const { greeter } = await startGreeter({ collect: () => ({ message: "enough" }) });
    const endless = async function* () {
      try {
        for (;;) {
          yield { name: "again" };
          await new Promise((resolve) => setImmediate(resolve));
        }
      } finally {
        left = true;
      }
    };
    expect(await greeter.collect(endless())).toEqual({ message: "enough" });
    await expect.poll(() => left).toBe(true);
  });

  it("fails with what its source throws, and the handler hears of it", async () => {
    const contexts: HandlerContext[] = [];
    const { greeter } = await startGreeter({
      collect: (requests, context) => {
        contexts.push(context);
        return joining(requests);
      },
    });
    const failing = async function* () {
      yield { name: "Ada" };
      throw new RangeError("no more names");
    };
    await expect(greeter.collect(failing())).rejects.toThrow(new RangeError("no more names"));
    await expect.poll(() => contexts[0]?.signal.aborted).toBe(true);
  });

  it("fails with the handler's error, not with its own trouble in sending on", async () => {
    const { greeter } = await startGreeter({
      collect: () => {
        throw new Error("a secret");
      },
    });
    const many = Array.from({ length: 1000 }, () => ({ name: "Ada" }));
    await expect(greeter.collect(many)).rejects.toMatchObject({ code: 500, id: "greeter" });
  });
});

describe("a bidirectional stream", () => {
  const echo = async function* (requests: AsyncIterable<{ name: string }>) {
    for await (const { name } of requests) yield { message: `Hi ${name}` };
  };

  it("answers what is sent, when it is sent", async () => {
    const { greeter } = await startGreeter({ chat: echo });
    const chat = greeter.chat();
    const replies = chat[Symbol.asyncIterator]();
    for (const name of ["Ada", "Alan"]) {
      await chat.send({ name });
      expect(await replies.next()).toEqual({ done: false, value: { message: `Hi ${name}` } });
    }
    await chat.closeSend();
    expect(await replies.next()).toEqual({ done: true, value: undefined });
    await expect(chat.send({ name: "late" })).rejects.toMatchObject({ code: 503 });
  });

  it("takes all it is to send at once", async () => {
    const { greeter } = await startGreeter({ chat: echo });
    expect(await collect(greeter.chat(names))).toEqual([{ message: "Hi Ada" }, { message: "Hi Alan" }]);
  });

  it("keeps the order of what is sent before there is a connection", async () => {
    const { greeter } = await startGreeter({ chat: echo });
    const chat = greeter.chat();
    for (let i = 0; i < 10; i += 1) void chat.send({ name: String(i) });
    void chat.closeSend();
    const messages = (await collect(chat)).map((it) => it.message);
    expect(messages).toEqual(Array.from({ length: 10 }, (_, i) => `Hi ${i}`));
  });

  it("makes a fast sender wait for a slow reader", async () => {
    let sent = 0;
    const { greeter } = await startGreeter({
      async *chat(requests) {
        for await (const _ of requests) {
          yield {};
          await new Promise(() => {});
        }
      },
    });
    const endless = function* () {
      for (;;) {
        sent += 1;
        yield { name: "again" };
      }
    };
    const chat = greeter.chat(endless());
    await chat[Symbol.asyncIterator]().next();
    for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(sent).toBeLessThan(100);
    chat.close();
  });

  it("ends by a message that cannot be encoded", async () => {
    const { greeter } = await startGreeter({ chat: echo });
    const chat = greeter.chat();
    const wrong = {
      get name(): string {
        throw new Error("no name");
      },
    };
    await expect(chat.send(wrong)).rejects.toMatchObject({ code: 400 });
    await expect(collect(chat)).rejects.toMatchObject({ code: 400 });
  });
});
