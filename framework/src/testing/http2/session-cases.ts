import assert from "node:assert/strict";
import { http2ErrorCodes } from "../../transport/http2/error-codes.js";
import type { Http2ServerStream } from "../../transport/http2/http2.js";
import { Gate } from "../transport-world.js";
import { type Http2World, request, valuesOf } from "./http2-world.js";
import { encodeHeaders, flags, frameTypes, uint32 } from "./raw-http2.js";
import { StreamRecord } from "./stream-record.js";

const chunk = Buffer.alloc(65_536, 7);

/** How connections begin, hold back, and end. */
export const sessionCases: readonly (readonly [string, (world: Http2World) => Promise<void>])[] = [
  ["4. says that a stream was refused", saysRefused],
  ["4. takes streams that the peer did not get to before GOAWAY for refused", takesGoAwayForRefused],
  ["5. holds back a peer whose stream is paused, and no other stream", holdsBackOneStream],
  ["5. says when a slow peer has enough, and when it takes more", saysWhenEnough],
  ["7. lets open streams finish when a server closes, and takes no more", serverFinishes],
  ["7. lets open streams finish when a client closes", clientFinishes],
  ["7. ends every stream when it is destroyed, at both ends", endsStreams],
  ["7. tells of a connection that was cut, at both ends", tellsOfCuts],
  ["7. takes the end of a socket for the end of its connection, at both ends", takesEnds],
  ["9. counts how many streams its peer takes", countsStreams],
  ["9. refuses streams over its own limit", refusesStreams],
  ["9. sends no more than the window of its peer", keepsToWindow],
  ["9. says how large a header block its peer takes, at both ends", saysMaxHeaderList],
  ["10. asks whether the peer is there", asks],
  ["10. answers whether it is there", answers],
];

async function saysRefused(world: Http2World): Promise<void> {
  const { raw, port } = await world.serveRaw();
  const record = (await world.connect(port)).request();
  const server = await raw;
  const { stream } = await server.next(frameTypes.headers);
  server.send({ type: frameTypes.resetStream, stream, payload: uint32(http2ErrorCodes.refusedStream) });
  assert.deepEqual(await record.closed, { errorCode: http2ErrorCodes.refusedStream, connectionLost: false });
}

async function takesGoAwayForRefused(world: Http2World): Promise<void> {
  const { raw, port } = await world.serveRaw();
  const client = await world.connect(port);
  const [first, second] = [client.request(), client.request()];
  const server = await raw;
  await server.next(frameTypes.headers, 3);
  const lastStream = Buffer.concat([uint32(1), uint32(http2ErrorCodes.noError)]);
  server.send({ type: frameTypes.goAway, payload: lastStream });
  await client.goneAway;
  assert.equal((await second.closed).errorCode, http2ErrorCodes.refusedStream);
  const payload = encodeHeaders([[":status", "200"]]);
  server.send({ type: frameTypes.headers, flags: flags.endHeaders | flags.endStream, stream: 1, payload });
  assert.equal((await first.closed).errorCode, http2ErrorCodes.noError);
  assert.ok(client.session.freeStreams <= 0);
}

async function holdsBackOneStream(world: Http2World): Promise<void> {
  const held = new StreamRecord();
  const paused = new Gate<Http2ServerStream>();
  const { port } = await world.serve((stream, headers) => {
    if (valuesOf(headers, ":path").includes("/a")) {
      stream.pause();
      paused.open(stream);
      return held;
    }
    stream.respondAndEnd([":status", "200"]);
    return new StreamRecord();
  });
  const client = await world.connect(port);
  const sending = new StreamRecord();
  const stream = client.session.open(request, sending);
  let sent = 0;
  while (stream.write(chunk)) sent += chunk.length;
  sent += chunk.length;
  assert.ok(sent < 16 * 2 ** 20, `${sent} bytes were taken for a peer that reads none`);
  const other = client.request(request.with(request.indexOf("/a"), "/b"));
  assert.equal((await other.closed).errorCode, http2ErrorCodes.noError);
  const toCome = held.bytes;
  assert.ok(toCome < sent, "all came although the stream was paused");
  stream.end();
  (await paused.opened).resume();
  await held.ended;
  assert.equal(held.bytes, sent);
  assert.ok(sending.drains <= 1);
}

async function saysWhenEnough(world: Http2World): Promise<void> {
  const served = new StreamRecord();
  const accepted = new Gate<Http2ServerStream>();
  const { port } = await world.serve((stream) => {
    stream.respond([":status", "200"]);
    accepted.open(stream);
    return served;
  });
  const client = await world.connect(port);
  const read = new StreamRecord();
  const slow = client.session.open(request, read, true);
  slow.pause();
  const stream = await accepted.opened;
  let sent = chunk.length;
  while (stream.write(chunk)) sent += chunk.length;
  slow.resume();
  await served.until(() => served.drains > 0);
  stream.end(chunk);
  await read.ended;
  assert.equal(read.bytes, sent + chunk.length);
}

async function serverFinishes(world: Http2World): Promise<void> {
  const accepted = new Gate<Http2ServerStream>();
  let streams = 0;
  const served = await world.serve((stream) => {
    streams += 1;
    accepted.open(stream);
    return new StreamRecord();
  });
  const raw = await world.connectRaw(served.port);
  raw.open(1, flags.endStream);
  const stream = await accepted.opened;
  served.sessions[0]?.close();
  await raw.next(frameTypes.goAway);
  raw.open(3, flags.endStream);
  await raw.ping();
  stream.respondAndEnd([":status", "200"]);
  await raw.next(frameTypes.headers, 1);
  await raw.closed;
  await served.closed;
  assert.equal(streams, 1);
}

async function clientFinishes(world: Http2World): Promise<void> {
  const accepted = new Gate<Http2ServerStream>();
  const served = await world.serve((stream) => {
    accepted.open(stream);
    return new StreamRecord();
  });
  const client = await world.connect(served.port);
  const record = client.request();
  const stream = await accepted.opened;
  client.session.close();
  stream.respond([":status", "200"]);
  stream.end(Buffer.from("done"));
  assert.equal((await record.closed).errorCode, http2ErrorCodes.noError);
  assert.deepEqual(record.only("data"), ["data done"]);
  assert.equal(await client.closed, undefined);
}

async function endsStreams(world: Http2World): Promise<void> {
  const stream = new StreamRecord();
  const accepted = new Gate<void>();
  const served = await world.serve(() => {
    accepted.open();
    return stream;
  });
  const client = await world.connect(served.port);
  const record = client.request();
  await accepted.opened;
  client.session.destroy(http2ErrorCodes.cancel);
  assert.equal((await record.closed).connectionLost, true);
  await stream.closed;
  await client.closed;
}

async function tellsOfCuts(world: Http2World): Promise<void> {
  const stream = new StreamRecord();
  const accepted = new Gate<void>();
  const served = await world.serve(() => {
    accepted.open();
    return stream;
  });
  const client = await world.connect(served.port);
  const record = client.request();
  await accepted.opened;
  world.cut();
  assert.equal((await record.closed).connectionLost, true);
  assert.equal((await stream.closed).connectionLost, true);
  await client.closed;
  assert.throws(() => client.session.open(request, new StreamRecord()));
}

async function takesEnds(world: Http2World): Promise<void> {
  const stream = new StreamRecord();
  const served = await world.serve(() => stream);
  const raw = await world.connectRaw(served.port);
  raw.open(1);
  raw.socket.end();
  assert.equal((await stream.closed).connectionLost, true);
  const { raw: accepted, port } = await world.serveRaw();
  const record = (await world.connect(port)).request();
  const server = await accepted;
  await server.next(frameTypes.headers);
  server.socket.end();
  assert.equal((await record.closed).connectionLost, true);
}

async function countsStreams(world: Http2World): Promise<void> {
  const { raw, port } = await world.serveRaw();
  const client = await world.connect(port);
  const server = await raw;
  const allow = async (streams: number): Promise<void> => {
    const maxConcurrentStreams = Buffer.concat([Buffer.of(0, 3), uint32(streams)]);
    server.send({ type: frameTypes.settings, payload: maxConcurrentStreams });
    await client.session.ping();
  };
  await allow(2);
  assert.equal(client.session.freeStreams, 2);
  client.request();
  assert.deepEqual([client.session.freeStreams, client.session.openStreams], [1, 1]);
  const second = client.request();
  assert.deepEqual([client.session.freeStreams, client.session.openStreams], [0, 2]);
  const { stream } = await server.next(frameTypes.headers, 3);
  server.send({ type: frameTypes.resetStream, stream, payload: uint32(http2ErrorCodes.cancel) });
  await second.closed;
  assert.deepEqual([client.session.freeStreams, client.session.openStreams], [1, 1]);
  await allow(5);
  assert.equal(client.session.freeStreams, 4);
}

async function refusesStreams(world: Http2World): Promise<void> {
  let streams = 0;
  const { port } = await world.serve(
    () => {
      streams += 1;
      return new StreamRecord();
    },
    { maxConcurrentStreams: 2 },
  );
  const raw = await world.connectRaw(port);
  for (const stream of [1, 3, 5]) raw.open(stream);
  // Who knows of the limit may lose the stream, or the connection.
  const refused = (): boolean =>
    raw.frames.some((it) => it.type === frameTypes.resetStream && it.stream === 5);
  await Promise.race([raw.until(refused).catch(() => {}), raw.closed]);
  assert.equal(streams, 2);
}

async function keepsToWindow(world: Http2World): Promise<void> {
  const { port } = await world.serve((stream) => {
    stream.respond([":status", "200"]);
    stream.end(Buffer.from("hello world"));
    return new StreamRecord();
  });
  const raw = await world.connectRaw(port);
  const initialWindow = Buffer.concat([Buffer.of(0, 4), uint32(5)]);
  raw.send({ type: frameTypes.settings, payload: initialWindow });
  raw.open(1, flags.endStream);
  await raw.next(frameTypes.data, 1);
  await raw.ping();
  assert.equal(raw.dataOf(1), "hello");
  raw.send({ type: frameTypes.windowUpdate, stream: 1, payload: uint32(100) });
  await raw.until(() => raw.dataOf(1).length > 5);
  assert.equal(raw.dataOf(1), "hello world");
}

async function saysMaxHeaderList(world: Http2World): Promise<void> {
  const maxHeaderListSize = Buffer.concat([Buffer.of(0, 6), uint32(1_000)]);
  const { raw, port } = await world.serveRaw();
  const { session } = await world.connect(port);
  assert.ok(session.maxHeaderListBytes >= 2 ** 32 - 1);
  (await raw).send({ type: frameTypes.settings, payload: maxHeaderListSize });
  await session.ping();
  assert.equal(session.maxHeaderListBytes, 1_000);

  const seen: number[] = [];
  const served = await world.serve((stream) => {
    seen.push(stream.maxHeaderListBytes);
    return new StreamRecord();
  });
  const client = await world.connectRaw(served.port);
  client.open(1);
  await client.ping();
  client.send({ type: frameTypes.settings, payload: maxHeaderListSize });
  client.open(3);
  await client.ping();
  assert.equal(seen[1], 1_000);
  assert.ok((seen[0] ?? 0) >= 2 ** 32 - 1);
}

async function asks(world: Http2World): Promise<void> {
  const served = await world.serve(() => new StreamRecord());
  const client = await world.connect(served.port);
  await client.session.ping();
  await served.sessions[0]?.ping();
  const { raw, port } = await world.serveRaw();
  const deaf = await world.connect(port);
  const asked = deaf.session.ping();
  (await raw).socket.destroy();
  await assert.rejects(asked);
}

async function answers(world: Http2World): Promise<void> {
  const { port } = await world.serve(() => new StreamRecord());
  const raw = await world.connectRaw(port);
  raw.send({ type: frameTypes.ping, payload: Buffer.from("12345678") });
  const answer = await raw.next(frameTypes.ping);
  assert.deepEqual([answer.flags, String(answer.payload)], [flags.ack, "12345678"]);
}
