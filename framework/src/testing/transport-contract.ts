import assert from "node:assert/strict";
import { isConnectError } from "../errors/connect-error.js";
import { conflict } from "../errors/errors.js";
import { MicroError } from "../errors/micro-error.js";
import { Metadata } from "../metadata/metadata.js";
import type { IncomingCall, IncomingStream, OutgoingStream, Transport } from "../transport/transport.js";
import type { ContractSuite } from "./contract-suite.js";
import { Gate, TransportWorld } from "./transport-world.js";

export interface TransportContractOptions {
  /** Makes a transport that can call itself. */
  readonly create: () => Transport;
}

/** What every transport must do: one case per MUST of `Transport`. */
export function transportContract(name: string, options: TransportContractOptions): ContractSuite {
  const run = (body: (world: TransportWorld) => Promise<void>) => async (): Promise<void> => {
    const world = new TransportWorld(options.create());
    try {
      await body(world);
    } finally {
      await world.close();
    }
  };
  return {
    name: `transport contract: ${name}`,
    cases: [
      { name: "1. delivers each body whole, to its own call", run: run(deliversWhole) },
      { name: "1. gives each end bytes of its own", run: run(copiesBodies) },
      { name: "1. delivers the bodies of streams in order, both ways", run: run(keepsOrder) },
      { name: "2. carries metadata, and no bookkeeping beside it", run: run(carriesMetadata) },
      { name: "3. carries an error with all four fields", run: run(carriesErrors) },
      { name: "3. carries the error that ends a stream, after its bodies", run: run(carriesStreamErrors) },
      { name: "4. rejects with 408 at the deadline", run: run(rejectsAtDeadline) },
      { name: "4. rejects with 499 when the signal aborts", run: run(rejectsOnAbort) },
      { name: "5. marks a call that no server can have received", run: run(marksConnectErrors) },
      { name: "6. tells the server when the caller of a call goes away", run: run(tellsOfCalls) },
      { name: "6. tells the server when the reader of a stream goes away", run: run(tellsOfStreams) },
      { name: "7. ends a stream with an error when its connection is cut", run: run(tellsCuts) },
      { name: "8. holds back a sender whose reader is slow", run: run(holdsBack) },
      { name: "9. lets calls in flight finish on close, and takes no more", run: run(finishes) },
    ],
  };
}

async function deliversWhole(world: TransportWorld): Promise<void> {
  const node = await world.listen({ unary: (_, body) => Buffer.concat([Buffer.from("<"), body]) });
  const bodies = Array.from({ length: 40 }, (_, at) => Buffer.alloc(at === 0 ? 0 : at * 5_000, at));
  const replies = await Promise.all(bodies.map((it) => world.call(node, {}, it)));
  for (const [at, reply] of replies.entries()) {
    assert.ok(Buffer.concat([Buffer.from("<"), bodies[at] as Buffer]).equals(reply.body), `body ${at}`);
  }
}

async function copiesBodies(world: TransportWorld): Promise<void> {
  let kept = Buffer.alloc(0);
  const node = await world.listen({
    unary: (_, body) => {
      body.fill(0);
      kept = Buffer.from("ccc");
      return kept;
    },
  });
  const sent = Buffer.from("aaa");
  const { body } = await world.call(node, {}, sent);
  body.fill(0);
  assert.equal(sent.toString(), "aaa");
  assert.equal(kept.toString(), "ccc");
}

async function keepsOrder(world: TransportWorld): Promise<void> {
  const node = await world.listen({
    async stream(_, stream) {
      for await (const body of stream) {
        if (body.length > 0) await stream.send(Buffer.concat([Buffer.from("<"), body]));
      }
    },
  });
  const stream = await world.stream(node, "bidi_streaming");
  const replies = stream[Symbol.asyncIterator]();
  const sent = sendNumbers(stream, 200);
  for (let at = 1; at <= 200; at += 1) {
    assert.equal(Buffer.from((await replies.next()).value ?? []).toString(), `<${at}`);
  }
  await sent;
  stream.close();
}

async function sendNumbers(stream: OutgoingStream, last: number): Promise<void> {
  for (let at = 1; at <= last; at += 1) await stream.send(Buffer.from(`${at}`));
}

async function carriesMetadata(world: TransportWorld): Promise<void> {
  const sent = { "X-Tag": "a", "X-Accent": "Žluťoučký" };
  let received: Metadata | undefined;
  const node = await world.listen({
    unary(call) {
      received = call.metadata;
      return Buffer.alloc(0);
    },
  });
  await world.call(node, { metadata: new Metadata(sent), deadline: Date.now() + 10_000 });
  const lowerCase = [...(received ?? [])].map(([key, value]) => [key.toLowerCase(), value] as const);
  assert.deepEqual(Object.fromEntries(lowerCase), { "x-tag": "a", "x-accent": "Žluťoučký" });
}

async function carriesErrors(world: TransportWorld): Promise<void> {
  const node = await world.listen({
    unary() {
      throw conflict("greeter", "John, that is „taken“");
    },
  });
  await assert.rejects(world.call(node), (error: unknown) => {
    assert.ok(error instanceof MicroError);
    const expected = { id: "greeter", code: 409, detail: "John, that is „taken“", status: "Conflict" };
    assert.deepEqual(error.toJSON(), expected);
    assert.ok(!isConnectError(error));
    return true;
  });
}

async function carriesStreamErrors(world: TransportWorld): Promise<void> {
  const node = await world.listen({
    async stream(_, stream) {
      await stream.send(Buffer.from("one"));
      throw conflict("greeter", "enough");
    },
  });
  const stream = await world.stream(node, "bidi_streaming");
  await stream.send(Buffer.alloc(0)).catch(() => {});
  const bodies: string[] = [];
  const read = async (): Promise<void> => {
    for await (const body of stream) bodies.push(Buffer.from(body).toString());
  };
  await assert.rejects(read(), { code: 409, detail: "enough" });
  assert.deepEqual(bodies, ["one"]);
}

async function rejectsAtDeadline(world: TransportWorld): Promise<void> {
  const node = await world.listen({ unary: () => new Promise(() => {}) });
  await assert.rejects(world.call(node, { deadline: Date.now() + 50 }), { code: 408 });
}

async function rejectsOnAbort(world: TransportWorld): Promise<void> {
  const controller = new AbortController();
  const node = await world.listen({
    unary: () => {
      controller.abort();
      return new Promise(() => {});
    },
  });
  await assert.rejects(world.call(node, { signal: controller.signal }), { code: 499 });
  await assert.rejects(world.call(node, { signal: controller.signal }), { code: 499 });
}

async function marksConnectErrors(world: TransportWorld): Promise<void> {
  const node = await world.listen({});
  await world.closeListeners();
  const refused = (error: unknown): boolean => error instanceof MicroError && isConnectError(error);
  await assert.rejects(world.call(node), refused);
  await assert.rejects(world.stream(node, "bidi_streaming"), refused);
}

async function tellsOfCalls(world: TransportWorld): Promise<void> {
  const called = new Gate<IncomingCall>();
  const node = await world.listen({
    unary(call) {
      called.open(call);
      return new Promise(() => {});
    },
  });
  const controller = new AbortController();
  const reply = world.call(node, { signal: controller.signal }).catch(() => {});
  const { signal } = await called.opened;
  assert.equal(signal.aborted, false);
  controller.abort();
  await aborted(signal);
  await reply;
}

async function tellsOfStreams(world: TransportWorld): Promise<void> {
  const called = new Gate<IncomingCall>();
  const node = await world.listen({
    async stream(call) {
      called.open(call);
      await aborted(call.signal);
    },
  });
  const stream = await world.stream(node, "bidi_streaming");
  await stream.send(Buffer.alloc(0));
  const { signal } = await called.opened;
  stream.close();
  await aborted(signal);
}

async function tellsCuts(world: TransportWorld): Promise<void> {
  const node = await world.listen({
    async stream(call, stream) {
      await stream.send(Buffer.from("one"));
      await aborted(call.signal);
    },
  });
  const stream = await world.stream(node, "bidi_streaming");
  await stream.send(Buffer.alloc(0));
  const replies = stream[Symbol.asyncIterator]();
  assert.equal((await replies.next()).done, false);
  const closed = world.closeListeners(AbortSignal.abort());
  await assert.rejects(replies.next());
  await closed;
}

const chunk = Buffer.alloc(65_536, 7);
const chunks = 1_000;

async function holdsBack(world: TransportWorld): Promise<void> {
  let sent = 0;
  const node = await world.listen({
    async stream(_, stream: IncomingStream) {
      for (; sent < chunks; sent += 1) await stream.send(chunk);
    },
  });
  const stream = await world.stream(node, "server_streaming");
  await stream.send(Buffer.alloc(0));
  await stream.closeSend();
  // The sender stops by itself once nobody reads; then it has not sent all.
  for (let before = -1; before !== sent; await new Promise((resolve) => setTimeout(resolve, 100)))
    before = sent;
  assert.ok(sent < chunks, `${sent} chunks were sent to one who reads none`);
  let received = 0;
  for await (const body of stream) received += body.length;
  assert.equal(received, chunks * chunk.length);
}

async function finishes(world: TransportWorld): Promise<void> {
  const called = new Gate<IncomingCall>();
  const mayAnswer = new Gate<void>();
  const node = await world.listen({
    async unary(call) {
      called.open(call);
      await mayAnswer.opened;
      return Buffer.from("done");
    },
  });
  const reply = world.call(node);
  await called.opened;
  const closed = world.closeListeners();
  mayAnswer.open();
  assert.equal(Buffer.from((await reply).body).toString(), "done");
  await closed;
  await assert.rejects(world.call(node), isConnectError);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve());
  });
}
