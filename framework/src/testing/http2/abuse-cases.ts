import assert from "node:assert/strict";
import { once } from "node:events";
import { http2ErrorCodes } from "../../transport/http2/error-codes.js";
import type { Http2ServerStream } from "../../transport/http2/http2.js";
import { Gate } from "../transport-world.js";
import type { Http2World } from "./http2-world.js";
import {
  blockFrames,
  type EncodedFrame,
  encodeFrame,
  encodeHeaders,
  frameTypes,
  type RawHttp2,
  smallRequest,
  text,
  uint32,
} from "./raw-http2.js";
import { StreamRecord } from "./stream-record.js";

/** Far more than an engine keeps for a connection, and less than what the attempts below stand for. */
const maxGrowthBytes = 128 * 2 ** 20;
const floodBytes = 32 * 2 ** 20;

/** What a peer may try, and what comes of it. */
export const abuseCases: readonly (readonly [string, (world: Http2World) => Promise<void>])[] = [
  ["2. takes data byte by byte for a stream that is paused", takesBytes],
  ["2. refuses a header block over its limit", (world) => refusesBlock(world, longBlock())],
  ["2. refuses a small header block that stands for a large one", (world) => refusesBlock(world, bomb())],
  ["2. ends a connection whose header block does not end", endsEndlessBlock],
  ["2. outlasts PINGs whose answers nobody reads", (world) => outlasts(world, ping)],
  ["2. outlasts SETTINGS whose answers nobody reads", (world) => outlasts(world, settings)],
  ["3. ends a connection that opens and resets streams", (world) => endsRapidResets(world, reset)],
  ["3. ends a connection that has its streams reset", (world) => endsRapidResets(world, provokeReset)],
];

const ping = encodeFrame({ type: frameTypes.ping, payload: Buffer.alloc(8) });
const settings = encodeFrame({ type: frameTypes.settings });

async function takesBytes(world: Http2World): Promise<void> {
  const served = new StreamRecord();
  const accepted = new Gate<Http2ServerStream>();
  const { port } = await world.serve((stream) => {
    stream.pause();
    accepted.open(stream);
    return served;
  });
  const raw = await world.connectRaw(port);
  const before = process.memoryUsage().rss;
  raw.open(1);
  const windowBytes = 262_144;
  const maxMs = 2_000;
  const frames = Buffer.alloc(
    10 * 1_024,
    encodeFrame({ type: frameTypes.data, stream: 1, payload: Buffer.of(7) }),
  );
  for (let sent = 0; sent < windowBytes; sent += 1_024) raw.sendBytes(frames);
  const stream = await accepted.opened;
  await Promise.race([raw.ping().catch(() => {}), raw.closed]);
  assert.ok(process.memoryUsage().rss - before < maxGrowthBytes);
  const since = Date.now();
  stream.resume();
  assert.ok(Date.now() - since < maxMs, "nothing else can be done meanwhile");
  // An engine may have enough of this, too.
  await Promise.race([served.closed, served.until(() => served.bytes === windowBytes)]);
}

function longBlock(): Buffer {
  return Buffer.concat([smallRequest, encodeHeaders([["x-long", "y".repeat(20_000)]])]);
}

/** One field of 4,000 bytes that the decoder has to remember, and 16,000 times: the same again. */
function bomb(): Buffer {
  const field = Buffer.concat([Buffer.of(0x40), text("x"), text("y".repeat(3_900))]);
  return Buffer.concat([smallRequest, field, Buffer.alloc(16_000, 0x80 | 62)]);
}

async function refusesBlock(world: Http2World, block: Buffer): Promise<void> {
  let streams = 0;
  const { port } = await world.serve(() => {
    streams += 1;
    return new StreamRecord();
  });
  const bystander = await world.connectNode(port);
  const raw = await world.connectRaw(port);
  const before = process.memoryUsage().rss;
  raw.send(...blockFrames(1, block));
  const refused = (): boolean => raw.frames.some((it) => it.type === frameTypes.resetStream);
  await Promise.race([raw.until(refused).catch(() => {}), raw.closed]);
  assert.ok(process.memoryUsage().rss - before < maxGrowthBytes);
  assert.equal(streams, 0);
  bystander.request({ ":path": "/" });
  await new Promise((resolve) => bystander.ping(resolve));
  assert.equal(streams, 1);
}

async function endsEndlessBlock(world: Http2World): Promise<void> {
  const { port } = await world.serve(() => new StreamRecord());
  const raw = await world.connectRaw(port);
  raw.send({ type: frameTypes.headers, stream: 1, payload: smallRequest });
  const payload = Buffer.alloc(16_380, encodeHeaders([["x", "yy"]]));
  assert.equal(
    await flood(raw, encodeFrame({ type: frameTypes.continuation, stream: 1, payload })),
    "closed",
  );
}

async function outlasts(world: Http2World, frame: Buffer): Promise<void> {
  const { port } = await world.serve(() => new StreamRecord());
  const bystander = await world.connectNode(port);
  const raw = await world.connectRaw(port);
  await raw.next(frameTypes.settings);
  raw.socket.pause();
  const before = process.memoryUsage().rss;
  const outcome = await flood(raw, Buffer.concat(Array.from({ length: 2_000 }, () => frame)));
  // Who has ended the connection may go on taking what comes, and forget it.
  raw.socket.resume();
  if (outcome === "took all") await raw.closed;
  assert.ok(process.memoryUsage().rss - before < maxGrowthBytes);
  await new Promise((resolve) => bystander.ping(resolve));
}

/** Sends the same again and again, until the connection ends or its other end takes no more. */
async function flood(raw: RawHttp2, chunk: Buffer): Promise<"closed" | "held back" | "took all"> {
  const { socket } = raw;
  for (let sent = 0; sent < floodBytes; sent += chunk.length) {
    if (socket.write(chunk)) continue;
    const drained = once(socket, "drain").catch(() => {});
    const outcome = await Promise.race([
      drained,
      raw.closed,
      new Promise((resolve) => setTimeout(resolve, 2_000, "late")),
    ]);
    if (socket.destroyed) return "closed";
    if (outcome === "late") return "held back";
  }
  return "took all";
}

function reset(stream: number): EncodedFrame {
  return { type: frameTypes.resetStream, stream, payload: uint32(http2ErrorCodes.cancel) };
}

/** An increment of nothing is an error of its stream. */
function provokeReset(stream: number): EncodedFrame {
  return { type: frameTypes.windowUpdate, stream, payload: uint32(0) };
}

async function endsRapidResets(world: Http2World, end: (stream: number) => EncodedFrame): Promise<void> {
  let streams = 0;
  const { port } = await world.serve(() => {
    streams += 1;
    return new StreamRecord();
  });
  const bystander = await world.connectNode(port);
  const raw = await world.connectRaw(port);
  const before = process.memoryUsage().rss;
  for (let at = 0; at < 10_000 && !raw.socket.destroyed; at += 1) {
    const stream = 2 * at + 1;
    raw.open(stream);
    raw.send(end(stream));
    if (at % 100 === 99) await new Promise(setImmediate);
  }
  await Promise.race([raw.next(frameTypes.goAway).catch(() => {}), raw.closed]);
  assert.ok(streams < 10_000, "every stream was served");
  assert.ok(process.memoryUsage().rss - before < maxGrowthBytes);
  await new Promise((resolve) => bystander.ping(resolve));
}
