import { Duplex } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Http2World } from "../../../testing/http2/http2-world.js";
import {
  encodeFrame,
  flags,
  frameTypes,
  preface,
  type RawHttp2,
  readFrames,
  smallRequest,
  uint32,
} from "../../../testing/http2/raw-http2.js";
import { StreamRecord } from "../../../testing/http2/stream-record.js";
import { http2ErrorCodes } from "../error-codes.js";
import type { Http2ServerStream } from "../http2.js";
import { createSocketHttp2Engine } from "./socket-http2-engine.js";

const { noError, enhanceYourCalm } = http2ErrorCodes;

/** What this engine does beyond the duties of any. */
describe("the server's end of a connection on the socket", () => {
  let world: Http2World;
  beforeEach(() => {
    world = new Http2World(createSocketHttp2Engine());
  });
  afterEach(() => world.close());

  async function connectTo(serve: (stream: Http2ServerStream) => void): Promise<RawHttp2> {
    const { port } = await world.serve((stream) => {
      serve(stream);
      return new StreamRecord();
    });
    return world.connectRaw(port);
  }

  it("bears clients that reset a request, in answer to the reset of a server that has answered", async () => {
    const raw = await connectTo((stream) => stream.respondAndEnd([":status", "404"]));
    for (let id = 1; id < 6_000; id += 2) {
      raw.open(id);
      await raw.next(frameTypes.resetStream, id);
      raw.frames.length = 0;
      raw.send({ type: frameTypes.resetStream, stream: id, payload: uint32(noError) });
    }
    await raw.ping();
    expect(raw.frames.map((it) => it.type)).not.toContain(frameTypes.goAway);
  });

  it("goes on while a stream waits for a window of its own", async () => {
    const windowBytes = 65_535;
    const streams: Http2ServerStream[] = [];
    const raw = await connectTo((stream) => {
      stream.respond([":status", "200"]);
      streams.push(stream);
    });
    raw.open(1, flags.endStream);
    raw.open(3, flags.endStream);
    await raw.next(frameTypes.headers, 3);
    streams[0]?.write(Buffer.alloc(30_000));
    // The window of the connection is used up before that of the stream.
    streams[1]?.end(Buffer.alloc(windowBytes + 10));
    await raw.until(() => raw.dataOf(3).length === windowBytes - 30_000);
    raw.send({ type: frameTypes.windowUpdate, stream: 0, payload: uint32(1_000_000) });
    await raw.until(() => raw.dataOf(3).length === windowBytes);
    raw.send({ type: frameTypes.windowUpdate, stream: 3, payload: uint32(10) });
    await raw.until(() => raw.dataOf(3).length === windowBytes + 10);
  });

  it("ends streams that have nothing to send, whatever the window of the connection", async () => {
    const windowBytes = 65_535;
    const streams: Http2ServerStream[] = [];
    const raw = await connectTo((stream) => {
      stream.respond([":status", "200"]);
      streams.push(stream);
    });
    raw.open(1, flags.endStream);
    raw.open(3, flags.endStream);
    await raw.next(frameTypes.headers, 3);
    streams[0]?.write(Buffer.alloc(windowBytes + 1));
    await raw.until(() => raw.dataOf(1).length === windowBytes);
    streams[1]?.end(undefined, ["x-b", "2"]);
    await raw.until(() => raw.frames.some((it) => it.stream === 3 && (it.flags & flags.endStream) !== 0));
  });

  it("ends connections that do nothing but change their settings", async () => {
    const raw = await connectTo(() => {});
    raw.sendBytes(Buffer.alloc(2_000 * 9, encodeFrame({ type: frameTypes.settings })));
    const { payload } = await raw.next(frameTypes.goAway);
    expect(payload.readUInt32BE(4)).toBe(enhanceYourCalm);
  });

  it("tells of the smallest table that a client's settings ask for, and then of the last", async () => {
    const raw = await connectTo((stream) => stream.respondAndEnd([":status", "200"]));
    const tableOf = (bytes: number): Buffer => Buffer.concat([Buffer.of(0, 1), uint32(bytes)]);
    raw.send({ type: frameTypes.settings, payload: Buffer.concat([tableOf(0), tableOf(4_096)]) });
    raw.open(1, flags.endStream);
    const { payload } = await raw.next(frameTypes.headers, 1);
    expect([...payload.subarray(0, 4)]).toEqual([0x20, 0x3f, 0xe1, 0x1f]);
  });

  it("ends at once on a socket that has ended", async () => {
    const socket = new Duplex({ read() {} });
    await new Promise((resolve) => socket.destroy().once("close", resolve));
    const ended = new Promise<void>((onClose) => {
      const listener = { onReady() {}, onClose, onStream: () => new StreamRecord() };
      createSocketHttp2Engine().accept(socket, listener);
    });
    await ended;
  });

  it("leaves bytes alone that a stream other than a socket passes on", async () => {
    const passedOn: Buffer[] = [];
    const pipe = new Duplex({
      read() {},
      write(bytes: Buffer, _encoding, done) {
        passedOn.push(bytes);
        done();
      },
    });
    createSocketHttp2Engine().accept(pipe, {
      onReady() {},
      onClose() {},
      onStream(stream) {
        stream.respondAndEnd([":status", "200"]);
        return new StreamRecord();
      },
    });
    pipe.push(Buffer.concat([preface, encodeFrame({ type: frameTypes.settings })]));
    for (const stream of [1, 3]) {
      const flagged = flags.endHeaders | flags.endStream;
      const head = { type: frameTypes.headers, flags: flagged, stream, payload: smallRequest };
      await new Promise(setImmediate);
      pipe.push(encodeFrame(head));
    }
    await new Promise(setImmediate);
    const heads = readFrames(Buffer.concat(passedOn)).filter((it) => it.type === frameTypes.headers);
    expect(heads.map((it) => it.stream)).toEqual([1, 3]);
  });
});
