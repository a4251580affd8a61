import assert from "node:assert/strict";
import type { Broker, BrokerMessage } from "../broker/broker.js";
import { Metadata } from "../metadata/metadata.js";
import type { ContractSuite } from "./contract-suite.js";

export interface BrokerContractOptions {
  /** Makes a broker that shares its world with every other one made during the same case. */
  readonly create: () => Broker;
}

/** What every broker must do: one case per MUST of `Broker`. */
export function brokerContract(name: string, options: BrokerContractOptions): ContractSuite {
  const run = (body: (world: World) => Promise<void>) => async (): Promise<void> => {
    const world = new World(options.create);
    try {
      await body(world);
    } finally {
      await world.close();
    }
  };
  return {
    name: `broker contract: ${name}`,
    cases: [
      { name: "1. gives each message to every subscriber without a queue", run: run(broadcasts) },
      { name: "1. gives each message to exactly one subscriber of each queue", run: run(shares) },
      { name: "1. keeps topics apart", run: run(keepsApart) },
      { name: "2. delivers header and body as they were published", run: run(deliversWhole) },
      { name: "2. gives each subscriber a copy of its own", run: run(copies) },
      { name: "3. reports what a handler threw, and goes on", run: run(reports) },
      { name: "4. takes a message for a topic that nobody subscribed to", run: run(takesForNobody) },
      { name: "5. delivers until a subscription is closed, and nothing after", run: run(stops) },
      { name: "5. waits on close until the handler is done", run: run(waitsForHandler) },
      { name: "6. closes every subscription on close, twice without harm", run: run(closes) },
    ],
  };
}

/** The brokers of one case, and topics that no other case uses. */
class World {
  readonly #create: () => Broker;
  readonly #brokers: Broker[] = [];
  readonly #unique = Math.random().toString(36).slice(2, 8);

  constructor(create: () => Broker) {
    this.#create = create;
  }

  broker(): Broker {
    const broker = this.#create();
    this.#brokers.push(broker);
    return broker;
  }

  topic(word: string): string {
    return `contract.${word}-${this.#unique}`;
  }

  async close(): Promise<void> {
    for (const broker of this.#brokers) await broker.close();
  }
}

/** Collects texts, and waits until so many are there. */
class Inbox {
  readonly texts: string[] = [];
  #wake = (): void => {};

  readonly handler = ({ body }: BrokerMessage): void => {
    this.texts.push(Buffer.from(body).toString());
    this.#wake();
  };

  async has(count: number): Promise<string[]> {
    while (this.texts.length < count) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return [...this.texts].sort();
  }
}

/** Something to wait for. */
class Gate {
  open = (): void => {};
  readonly opened: Promise<void> = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

function message(text: string): BrokerMessage {
  return { header: new Metadata(), body: Buffer.from(text) };
}

async function publishAll(broker: Broker, topic: string, texts: readonly string[]): Promise<void> {
  for (const text of texts) await broker.publish(topic, message(text));
}

async function broadcasts(world: World): Promise<void> {
  const topic = world.topic("events");
  const [first, second, publisher] = [world.broker(), world.broker(), world.broker()];
  const [a, b, c] = [new Inbox(), new Inbox(), new Inbox()];
  await first.subscribe(topic, a.handler);
  await second.subscribe(topic, b.handler);
  await second.subscribe(topic, c.handler);
  await publishAll(publisher, topic, ["1", "2", "3"]);
  for (const inbox of [a, b, c]) assert.deepEqual(await inbox.has(3), ["1", "2", "3"]);
}

async function shares(world: World): Promise<void> {
  const topic = world.topic("jobs");
  const [jobs, audits, all] = [new Inbox(), new Inbox(), new Inbox()];
  await world.broker().subscribe(topic, jobs.handler, { queue: "workers" });
  await world.broker().subscribe(topic, jobs.handler, { queue: "workers" });
  await world.broker().subscribe(topic, audits.handler, { queue: "auditors" });
  await world.broker().subscribe(topic, all.handler);
  const texts = ["1", "2", "3", "4", "5", "6", "7", "8"];
  const publisher = world.broker();
  await publishAll(publisher, topic, texts);
  for (const inbox of [jobs, audits, all]) await inbox.has(8);
  await world.close();
  for (const inbox of [jobs, audits, all]) assert.deepEqual([...inbox.texts].sort(), texts);
}

async function keepsApart(world: World): Promise<void> {
  const broker = world.broker();
  const [orders, bills] = [new Inbox(), new Inbox()];
  await broker.subscribe(world.topic("orders"), orders.handler);
  await broker.subscribe(world.topic("bills"), bills.handler);
  await broker.publish(world.topic("bills"), message("bill"));
  await broker.publish(world.topic("orders"), message("order"));
  assert.deepEqual(await orders.has(1), ["order"]);
  assert.deepEqual(await bills.has(1), ["bill"]);
}

async function deliversWhole(world: World): Promise<void> {
  const topic = world.topic("events");
  const body = Uint8Array.from({ length: 256 }, (_, i) => i);
  const header = new Metadata({ "Content-Type": "application/protobuf", "foo-bar": "élan ☂", Empty: "" });
  const received = new Promise<BrokerMessage>((resolve) => {
    void world
      .broker()
      .subscribe(topic, resolve)
      .then(() => world.broker().publish(topic, { header, body }));
  });
  const message = await received;
  assert.deepEqual([...message.body], [...body]);
  assert.deepEqual(message.header.toJSON(), header.toJSON());
}

async function copies(world: World): Promise<void> {
  const topic = world.topic("events");
  const broker = world.broker();
  const inbox = new Inbox();
  const spoilt: boolean[] = [];
  const spoil = (it: BrokerMessage): void => {
    spoilt.push(it.header.has("Spoilt"));
    inbox.handler(it);
    it.header.set("Spoilt", "true");
    it.body.fill(0);
  };
  await broker.subscribe(topic, spoil);
  await broker.subscribe(topic, spoil);
  await publishAll(broker, topic, ["1"]);
  assert.deepEqual(await inbox.has(2), ["1", "1"]);
  assert.deepEqual(spoilt, [false, false]);
}

async function reports(world: World): Promise<void> {
  const topic = world.topic("events");
  const errors: string[] = [];
  const inbox = new Inbox();
  const handler = (it: BrokerMessage): void => {
    inbox.handler(it);
    throw new Error(`cannot take ${Buffer.from(it.body)}`);
  };
  const subscription = await world.broker().subscribe(topic, handler, {
    onError: (error, { body }) => errors.push(`${Buffer.from(body)}: ${(error as Error).message}`),
  });
  await publishAll(world.broker(), topic, ["1", "2"]);
  await inbox.has(2);
  await subscription.close();
  assert.deepEqual(errors.sort(), ["1: cannot take 1", "2: cannot take 2"]);
}

async function takesForNobody(world: World): Promise<void> {
  await world.broker().publish(world.topic("nobody"), message("hello"));
}

async function stops(world: World): Promise<void> {
  const topic = world.topic("events");
  const [leaving, staying] = [new Inbox(), new Inbox()];
  const subscription = await world.broker().subscribe(topic, leaving.handler);
  await world.broker().subscribe(topic, staying.handler);
  const publisher = world.broker();
  await publisher.publish(topic, message("1"));
  assert.deepEqual(await leaving.has(1), ["1"]);
  await subscription.close();
  await subscription.close();
  await publisher.publish(topic, message("2"));
  assert.deepEqual(await staying.has(2), ["1", "2"]);
  await world.close();
  assert.deepEqual(leaving.texts, ["1"]);
}

async function waitsForHandler(world: World): Promise<void> {
  const topic = world.topic("events");
  const steps: string[] = [];
  const gate = new Gate();
  const begun = new Gate();
  const handler = async (): Promise<void> => {
    begun.open();
    await gate.opened;
    steps.push("handled");
  };
  const subscription = await world.broker().subscribe(topic, handler);
  await world.broker().publish(topic, message("1"));
  await begun.opened;
  const closing = subscription.close().then(() => steps.push("closed"));
  setImmediate(() => gate.open());
  await closing;
  assert.deepEqual(steps, ["handled", "closed"]);
}

async function closes(world: World): Promise<void> {
  const topic = world.topic("events");
  const [leaving, staying] = [new Inbox(), new Inbox()];
  const closing = world.broker();
  await closing.subscribe(topic, leaving.handler);
  await world.broker().subscribe(topic, staying.handler);
  await closing.close();
  await closing.close();
  await world.broker().publish(topic, message("1"));
  assert.deepEqual(await staying.has(1), ["1"]);
  assert.deepEqual(leaving.texts, []);
}
