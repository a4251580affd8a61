import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import {
  type BrokerMessage,
  createHttpBroker,
  createMemoryRegistry,
  createMemoryStore,
  type HttpBroker,
  type HttpBrokerOptions,
  Metadata,
  type Registry,
  silentLogger,
} from "@ts-micro/framework";
import { brokerContract } from "@ts-micro/framework/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readCapture } from "../../../../test/read-capture.js";

let store = createMemoryStore();
let open: (() => unknown)[] = [];
const gates: Gate[] = [];
beforeEach(() => {
  store = createMemoryStore();
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const gate of gates.splice(0)) gate.open();
  for (const close of open.reverse()) await close();
  open = [];
});

const address = "127.0.0.1:0";
const suite = brokerContract("http", {
  create: () => createHttpBroker({ registry: createMemoryRegistry({ store }), address }),
});
describe(suite.name, () => {
  for (const { name, run } of suite.cases) it(name, run);
});

function broker(options: Partial<HttpBrokerOptions> = {}): HttpBroker {
  const made = createHttpBroker({ registry: registry(), address, ...options });
  open.push(() => made.close());
  return made;
}

/** A registry that shows the signals of those who watch it. */
function watchedRegistry(): { watched: Registry; signals: (AbortSignal | undefined)[] } {
  const watched = registry();
  const signals: (AbortSignal | undefined)[] = [];
  const watch = watched.watch.bind(watched);
  watched.watch = (options) => {
    signals.push(options?.signal);
    return watch(options);
  };
  return { watched, signals };
}

/** Keeps handlers waiting until it is opened. */
class Gate {
  waiting = 0;
  open = (): void => {};
  readonly #opened: Promise<void>;

  constructor() {
    this.#opened = new Promise((resolve) => {
      this.open = resolve;
    });
    gates.push(this);
  }

  pass(): Promise<void> {
    this.waiting += 1;
    return this.#opened;
  }
}

function until(isSo: () => boolean): Promise<boolean> {
  return vi.waitUntil(isSo, { timeout: 10_000 });
}

function registry(): Registry {
  return createMemoryRegistry({ store });
}

function message(text: string): BrokerMessage {
  return { header: new Metadata(), body: Buffer.from(text) };
}

/** Subscribes, and tells where publishers post to. */
async function subscribe(topic: string, texts: string[] = [], queue?: string): Promise<URL> {
  const handler = ({ body }: BrokerMessage): void => void texts.push(Buffer.from(body).toString());
  await broker().subscribe(topic, handler, queue === undefined ? {} : { queue });
  const [service] = await registry().getService(`topic:${topic}`);
  const node = service?.nodes.at(-1);
  return new URL(`http://${node?.address}:${node?.port}/_sub?id=${node?.id}`);
}

describe("http broker, as Go Micro sees it", () => {
  it("registers a subscriber without queue under topic and version of Go Micro", async () => {
    await subscribe("interop.events");
    const [service] = await registry().getService("topic:interop.events");
    expect(service).toMatchObject({ version: "ff.http.broadcast", endpoints: [] });
    const uuid = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    expect(service?.nodes[0]?.id).toMatch(new RegExp(`^broker-${uuid}\\.${uuid}$`));
    expect(service?.nodes[0]?.metadata).toEqual({ secure: "false" });
  });

  it("registers a queue as version", async () => {
    await subscribe("interop.events", [], "workers");
    expect((await registry().getService("topic:interop.events"))[0]?.version).toBe("workers");
  });

  it("takes the request that Go Micro sent", async () => {
    const texts: string[] = [];
    const url = await subscribe("interop.events", texts);
    const recorded = readCapture("http-broker/publish-json").toString("latin1");
    const socket = connect(Number(url.port), url.hostname);
    socket.write(recorded.replace(/id=[^ ]*/, url.searchParams.toString()), "latin1");
    const [reply] = await new Promise<string[]>((resolve) => {
      socket.once("data", (bytes) => resolve(bytes.toString().split("\r\n")));
    });
    socket.destroy();
    expect(reply).toBe("HTTP/1.1 200 OK");
    expect(texts).toEqual(['{"id":"ev-1","timestamp":1551791636,"message":"hi there"}\n']);
  });

  it("answers as Go Micro does, whatever is posted", async () => {
    const texts: string[] = [];
    const url = await subscribe("interop.events", texts);
    const good = '{"Header":{":topic":"interop.events"},"Body":"aGk="}';
    const post = async (to: URL | string, body: string): Promise<string> => {
      const reply = await fetch(to, { method: "POST", body });
      return `${reply.status} ${await reply.text()}`;
    };
    const noTopic = '{"Header":{"Micro-Topic":"interop.events"},"Body":"aGk="}';
    expect(await post(url, good)).toBe("200 ");
    expect(await post(new URL("/_sub?id=other", url), good)).toBe("200 ");
    expect(await post(new URL("/_sub", url), good)).toBe("200 ");
    expect(await post(url, noTopic)).toBe(
      '500 {"id":"go.micro.broker","code":500,"detail":"Topic not found","status":"Internal Server Error"}',
    );
    expect(await post(url, "{")).toMatch(/^500 .*Error parsing request body/);
    expect(await post(new URL("/other", url), good)).toBe("404 404 page not found\n");
    expect((await fetch(url)).status).toBe(405);
    expect(texts).toEqual(["hi"]);
  });

  it("refuses a message that is too long", async () => {
    await broker({ maxMessageBytes: 100 }).subscribe("big", () => {});
    const node = (await registry().getService("topic:big"))[0]?.nodes[0];
    const reply = await fetch(`http://127.0.0.1:${node?.port}/_sub?id=${node?.id}`, {
      method: "POST",
      body: "x".repeat(101),
    });
    expect(reply.status).toBe(413);
  });

  it("does not mind what a subscriber answers, since Go Micro's answer anything", async () => {
    const posted: string[] = [];
    const server = createServer((request, response) => {
      posted.push(`${request.method} ${request.url}`);
      request.resume().on("end", () => response.end("anything"));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    open.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const node = { id: "go sub", address: "127.0.0.1", port, metadata: { secure: "false" } };
    await registry().register({
      name: "topic:t",
      version: "ff.http.broadcast",
      metadata: {},
      endpoints: [],
      nodes: [node],
    });
    const publisher = broker();
    await publisher.publish("t", message("1"));
    await until(() => publisher.counters.delivered === 1);
    expect(posted).toEqual(["POST /_sub?id=go%20sub"]);
  });
});

describe("http broker, when things go wrong", () => {
  it("keeps messages until somebody subscribes", async () => {
    const publisher = broker();
    await publisher.publish("later", message("1"));
    await publisher.publish("later", message("2"));
    const texts: string[] = [];
    await subscribe("later", texts);
    await until(() => texts.length === 2);
    expect(texts.sort()).toEqual(["1", "2"]);
  });

  it("drops the oldest message of a topic without subscribers when its backlog is full, and counts it", async () => {
    const publisher = broker({ backlog: 2 });
    for (const text of ["1", "2", "3"]) await publisher.publish("later", message(text));
    expect(publisher.counters.dropped).toBe(1);
    const texts: string[] = [];
    await subscribe("later", texts);
    await until(() => texts.length === 2);
    expect(texts.sort()).toEqual(["2", "3"]);
  });

  it("rejects with 503 when the backlog of a subscriber is full, and counts it", async () => {
    let finish = (): void => {};
    const busy = new Promise<void>((resolve) => {
      finish = resolve;
    });
    await broker().subscribe("slow", () => busy);
    const publisher = broker({ backlog: 3 });
    const inFlight = 16;
    for (let i = 0; i < inFlight + 3; i++) await publisher.publish("slow", message(`${i}`));
    expect(publisher.counters).toEqual({ delivered: 0, pending: 19, dropped: 0 });
    await expect(publisher.publish("slow", message("20"))).rejects.toMatchObject({ code: 503 });
    expect(publisher.counters.dropped).toBe(1);
    finish();
    await until(() => publisher.counters.delivered === 19);
  });

  it("sends a message to another member of the queue when one is gone without a word", async () => {
    const dead = { id: "dead", address: "127.0.0.1", port: 1, metadata: { secure: "false" } };
    await registry().register({
      name: "topic:jobs",
      version: "workers",
      metadata: {},
      endpoints: [],
      nodes: [dead],
    });
    const texts: string[] = [];
    await subscribe("jobs", texts, "workers");
    const publisher = broker();
    const sent = Array.from({ length: 8 }, (_, i) => `${i}`);
    for (const text of sent) await publisher.publish("jobs", message(text));
    await registry().deregister({
      name: "topic:jobs",
      version: "workers",
      metadata: {},
      endpoints: [],
      nodes: [dead],
    });
    await until(() => texts.length === sent.length);
    expect(texts.sort()).toEqual(sent);
    expect(publisher.counters.dropped).toBe(0);
  });

  it("keeps the messages of a queue for its next member when the last one leaves", async () => {
    const gate = new Gate();
    const leaving = await broker().subscribe("jobs", () => gate.pass(), { queue: "workers" });
    const publisher = broker();
    const sent = Array.from({ length: 40 }, (_, i) => `${i}`);
    for (const text of sent) await publisher.publish("jobs", message(text));
    await until(() => gate.waiting === 16);
    const left = leaving.close();
    await vi.waitUntil(async () => (await registry().getService("topic:jobs")).length === 0);
    gate.open();
    await left;
    await until(() => publisher.counters.delivered === 16);
    const texts: string[] = [];
    await subscribe("jobs", texts, "workers");
    await until(() => publisher.counters.pending === 0);
    expect(texts).toHaveLength(40 - 16);
    expect(publisher.counters).toEqual({ delivered: 40, pending: 0, dropped: 0 });
  });

  it("counts and logs what waits for a subscriber that leaves, unless it was the only one", async () => {
    const lines: string[] = [];
    const publisher = broker({ logger: { ...silentLogger, warn: (text) => void lines.push(text) } });
    const leave = async (): Promise<void> => {
      const gate = new Gate();
      const subscription = await broker().subscribe("events", () => gate.pass());
      for (let i = 0; i < 20; i += 1) await publisher.publish("events", message(`${i}`));
      await until(() => gate.waiting === 16);
      const left = subscription.close();
      gate.open();
      await left;
    };
    await leave();
    await until(() => publisher.counters.delivered === 16);
    expect(publisher.counters).toEqual({ delivered: 16, pending: 4, dropped: 0 });
    const texts: string[] = [];
    await subscribe("events", texts);
    await until(() => publisher.counters.delivered === 20);
    expect(texts).toHaveLength(4);
    await leave();
    await until(() => publisher.counters.pending === 0);
    expect(publisher.counters).toEqual({ delivered: 56, pending: 0, dropped: 4 });
    expect(lines).toEqual(["messages were lost: their subscriber has left"]);
  });

  it("lets no member of a queue that hangs hold up the others", async () => {
    const gate = new Gate();
    await broker().subscribe("jobs", () => gate.pass(), { queue: "workers" });
    const texts: string[] = [];
    await subscribe("jobs", texts, "workers");
    const publisher = broker();
    for (let i = 0; i < 100; i += 1) await publisher.publish("jobs", message(`${i}`));
    await until(() => publisher.counters.delivered === 100 - 16);
    expect(texts).toHaveLength(100 - 16);
    expect(publisher.counters).toEqual({ delivered: 84, pending: 16, dropped: 0 });
    gate.open();
    await until(() => publisher.counters.delivered === 100);
  });

  it("lets a message that waits for another member hold up none of those behind it", async () => {
    const gate = new Gate();
    await broker().subscribe("jobs", () => gate.pass(), { queue: "workers" });
    let requests = 0;
    const server = createServer((request, response) => {
      requests += 1;
      if (requests === 1) request.socket.destroy();
      else request.resume().on("end", () => response.end());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    open.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const node = { id: "resets once", address: "127.0.0.1", port, metadata: { secure: "false" } };
    const record = { name: "topic:jobs", version: "workers", metadata: {}, endpoints: [], nodes: [node] };
    await registry().register(record);
    const publisher = broker();
    for (let i = 0; i < 40; i += 1) await publisher.publish("jobs", message(`${i}`));
    await until(() => publisher.counters.pending <= 17);
    gate.open();
    await until(() => publisher.counters.delivered === 40);
  });

  it("keeps so many messages of all topics without subscribers, and forgets topics without any", async () => {
    const { watched, signals } = watchedRegistry();
    const publisher = broker({ registry: watched, backlog: 2 });
    for (let i = 0; i < 25; i += 1) await publisher.publish(`user.${i}`, message("hi"));
    expect(publisher.counters).toEqual({ delivered: 0, pending: 20, dropped: 5 });
    expect(signals.map((it) => it?.aborted)).toEqual([...Array(5).fill(true), ...Array(20).fill(false)]);
  });

  it("forgets a topic that was not published to for a minute", async () => {
    const { watched, signals } = watchedRegistry();
    const texts: string[] = [];
    await subscribe("events", texts);
    const publisher = broker({ registry: watched });
    await publisher.publish("events", message("1"));
    await until(() => publisher.counters.delivered === 1);
    const later = Date.now() + 60_000;
    vi.spyOn(Date, "now").mockReturnValue(later);
    await publisher.publish("others", message("2"));
    expect(signals.map((it) => it?.aborted)).toEqual([true, false]);
    await publisher.publish("events", message("3"));
    await until(() => texts.length === 2);
  });

  it("waits for ever for a handler when it is told to", async () => {
    const texts: string[] = [];
    await subscribe("events", texts);
    const publisher = broker({ timeoutMs: Infinity });
    await publisher.publish("events", message("1"));
    await until(() => publisher.counters.delivered === 1);
  });

  it("subscribes while the registry is down, and is found when it is not", async () => {
    const failing = registry();
    const register = failing.register.bind(failing);
    let failures = 0;
    failing.register = async (...args) => {
      failures += 1;
      if (failures === 1) throw new Error("not yet");
      await register(...args);
    };
    const lines: string[] = [];
    const logger = { ...silentLogger, error: (text: string) => void lines.push(text) };
    const subscriber = broker({ registry: failing, logger });
    const texts: string[] = [];
    await subscriber.subscribe("events", ({ body }) => void texts.push(Buffer.from(body).toString()));
    expect(lines).toEqual(["Could not register at the memory registry; trying again"]);
    await broker().publish("events", message("1"));
    await until(() => texts.length === 1);
  });

  it("delivers what was published before it was closed", async () => {
    const texts: string[] = [];
    await subscribe("events", texts);
    const publisher = broker();
    const sent = Array.from({ length: 100 }, (_, i) => `${i}`);
    await Promise.all(sent.map((text) => publisher.publish("events", message(text))));
    await publisher.close();
    expect(texts.sort()).toEqual(sent.sort());
  });

  it("refuses options that are none, naming them", () => {
    expect(() => broker({ backlog: 0 })).toThrow(
      "broker option `backlog` to be a number above 0, got `0` (number)",
    );
  });

  it("rejects a subscription when its address is none", async () => {
    const wrong = broker({ address: "nowhere" });
    await expect(wrong.subscribe("t", () => {})).rejects.toThrow(
      'address: expected "host:port" or ":port", got "nowhere"',
    );
  });
});
