import assert from "node:assert/strict";
import { http2ErrorCodes } from "../../transport/http2/error-codes.js";
import type { Http2ServerStream } from "../../transport/http2/http2.js";
import { Gate } from "../transport-world.js";
import { type Http2World, request } from "./http2-world.js";
import {
  type EncodedFrame,
  encodeFrame,
  encodeHeaders,
  flags,
  frameTypes,
  type RawHttp2,
  uint32,
} from "./raw-http2.js";
import { StreamRecord } from "./stream-record.js";

/** As many small messages as fit into the window of one stream, and more than a connection bears of abuse. */
const lateFrames = 3_000;
const piece = Buffer.from("12345678");

/** Who does not know yet that a stream has ended goes on with it: nothing is wrong with that. */
export const lateCases: readonly (readonly [string, (world: Http2World) => Promise<void>])[] = [
  ["7. lets open streams finish while data comes for one it no longer takes", finishesBesideData],
  ["8. bears what a client still sends of a request that is answered", bearsRestOfRequest],
  ["8. bears clients that end many requests after their answers", bearsEnds],
  ["8. bears what a server still sends of an answer that was given up", bearsRestOfAnswer],
  ["8. bears the late answers of many calls that were given up", bearsLateAnswers],
];

async function finishesBesideData(world: Http2World): Promise<void> {
  const accepted = new Gate<Http2ServerStream>();
  const served = await world.serve((stream) => {
    accepted.open(stream);
    return new StreamRecord();
  });
  const raw = await world.connectRaw(served.port);
  raw.open(1, flags.endStream);
  const stream = await accepted.opened;
  served.sessions[0]?.close();
  await raw.next(frameTypes.goAway);
  raw.open(3);
  raw.send(
    { type: frameTypes.data, stream: 3, payload: piece },
    { type: frameTypes.windowUpdate, stream: 3, payload: uint32(1) },
    { type: frameTypes.resetStream, stream: 3, payload: uint32(http2ErrorCodes.cancel) },
  );
  await raw.ping();
  stream.respond([":status", "200"]);
  stream.end(Buffer.from("done"));
  await raw.until(() => raw.dataOf(1) === "done");
  await raw.closed;
}

async function bearsRestOfRequest(world: Http2World): Promise<void> {
  const raw = await connectRefused(world);
  raw.open(1);
  await raw.next(frameTypes.headers, 1);
  raw.sendBytes(manyData(1));
  await answersAnother(raw, 3);
}

async function bearsEnds(world: Http2World): Promise<void> {
  const raw = await connectRefused(world);
  for (let from = 1; from < 2 * lateFrames; from += 100) {
    const ids = Array.from({ length: 50 }, (_, at) => from + 2 * at);
    for (const id of ids) raw.open(id);
    await raw.next(frameTypes.headers, ids.at(-1));
    raw.send(...ids.map((stream) => ({ type: frameTypes.data, flags: flags.endStream, stream })));
    raw.frames.length = 0;
  }
  await answersAnother(raw, 2 * lateFrames + 101);
}

/** Connects to a server that has answered before a request is complete. */
async function connectRefused(world: Http2World): Promise<RawHttp2> {
  const { port } = await world.serve((stream) => {
    stream.respondAndEnd([":status", "404"]);
    return new StreamRecord();
  });
  return world.connectRaw(port);
}

async function answersAnother(raw: RawHttp2, id: number): Promise<void> {
  raw.open(id, flags.endStream);
  await raw.next(frameTypes.headers, id);
  assert.ok(!raw.frames.some((it) => it.type === frameTypes.goAway), "the connection was ended");
}

async function bearsRestOfAnswer(world: Http2World): Promise<void> {
  const { raw, port } = await world.serveRaw();
  const client = await world.connect(port);
  const server = await raw;
  const stream = client.session.open(request, new StreamRecord(), true);
  await server.next(frameTypes.headers, 1);
  server.send(headOf(1));
  stream.reset(http2ErrorCodes.cancel);
  await server.next(frameTypes.resetStream, 1);
  server.sendBytes(manyData(1));
  await client.session.ping();
}

async function bearsLateAnswers(world: Http2World): Promise<void> {
  const { raw, port } = await world.serveRaw();
  const client = await world.connect(port);
  const server = await raw;
  for (let from = 1; from < lateFrames; from += 100) {
    const streams = Array.from({ length: 50 }, () => client.session.open(request, new StreamRecord(), true));
    for (const stream of streams) stream.reset(http2ErrorCodes.cancel);
    await server.next(frameTypes.resetStream, from + 98);
    for (let id = from; id < from + 100; id += 2) {
      server.send(headOf(id), { type: frameTypes.data, stream: id, payload: piece }, trailersOf(id));
    }
  }
  await client.session.ping();
}

function headOf(stream: number): EncodedFrame {
  const payload = encodeHeaders([[":status", "200"]]);
  return { type: frameTypes.headers, flags: flags.endHeaders, stream, payload };
}

function trailersOf(stream: number): EncodedFrame {
  const payload = encodeHeaders([["x-b", "2"]]);
  return { type: frameTypes.headers, flags: flags.endHeaders | flags.endStream, stream, payload };
}

function manyData(stream: number): Buffer {
  const frame = encodeFrame({ type: frameTypes.data, stream, payload: piece });
  return Buffer.concat(Array.from({ length: lateFrames }, () => frame));
}
