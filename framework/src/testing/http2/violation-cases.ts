import assert from "node:assert/strict";
import { http2ErrorCodes } from "../../transport/http2/error-codes.js";
import type { Http2World } from "./http2-world.js";
import {
  type EncodedFrame,
  encodeHeaders,
  flags,
  frameTypes,
  preface,
  type RawFrame,
  RawHttp2,
  smallRequest,
  text,
  uint32,
} from "./raw-http2.js";
import { StreamRecord } from "./stream-record.js";

const { protocolError, flowControlError, frameSizeError, compressionError } = http2ErrorCodes;

interface Violation {
  readonly what: string;
  readonly frames: readonly EncodedFrame[];
  /** What the connection ends with. */
  readonly code: number;
}

/** How long an engine may leave a connection open that broke a rule. */
const lossMs = 2_000;
const maxWindow = 2 ** 31 - 1;
const open: EncodedFrame = {
  type: frameTypes.headers,
  flags: flags.endHeaders,
  stream: 1,
  payload: smallRequest,
};

/** What breaks the rules of RFC 9113 for a whole connection. */
const violations: readonly Violation[] = [
  {
    what: "data for a stream that nobody opened",
    frames: [{ type: frameTypes.data, stream: 1, payload: Buffer.from("x") }],
    code: protocolError,
  },
  {
    what: "a stream with a number that is the server's",
    frames: [{ ...open, stream: 2 }],
    code: protocolError,
  },
  {
    what: "headers that nobody can decode",
    frames: [{ ...open, payload: Buffer.alloc(8, 0xff) }],
    code: compressionError,
  },
  {
    what: "a frame longer than any may be",
    frames: [open, { type: frameTypes.data, stream: 1, payload: Buffer.alloc(16_385) }],
    code: frameSizeError,
  },
  {
    what: "a window beyond measure",
    frames: [{ type: frameTypes.windowUpdate, payload: uint32(maxWindow) }],
    code: flowControlError,
  },
  {
    what: "a frame within a header block",
    frames: [
      { ...open, flags: flags.none },
      { type: frameTypes.ping, payload: Buffer.alloc(8) },
    ],
    code: protocolError,
  },
  {
    what: "settings of half a length",
    frames: [{ type: frameTypes.settings, payload: Buffer.alloc(5) }],
    code: frameSizeError,
  },
  {
    what: "a push by a client",
    frames: [{ type: frameTypes.pushPromise, stream: 1, payload: Buffer.alloc(4) }],
    code: protocolError,
  },
];

/** Who breaks the rules is told which, and loses the connection. */
export const violationCases: readonly (readonly [string, (world: Http2World) => Promise<void>])[] = [
  ...violations.map(
    (it) => [`8. says what is wrong with ${it.what}`, (world: Http2World) => says(world, it)] as const,
  ),
  ["8. ends a stream with more data than its window takes", endsOverflow],
  ["8. ends a connection that broke a rule, and no other", ends],
  ["8. ends a connection that begins with no preface", endsWithoutPreface],
  ["8. ends a connection whose server pushes", endsPushes],
  ["8. forgets no field of a head that it does not take", forgetsNoField],
];

async function says(world: Http2World, { frames, code }: Violation): Promise<void> {
  const { port } = await world.serve(() => new StreamRecord());
  const raw = await world.connectRaw(port);
  raw.send(...frames);
  const { payload } = await raw.next(frameTypes.goAway);
  assert.equal(payload.readUInt32BE(4), code);
}

async function endsOverflow(world: Http2World): Promise<void> {
  const { port } = await world.serve((stream) => {
    stream.pause();
    return new StreamRecord();
  });
  const raw = await world.connectRaw(port);
  raw.open(1);
  const data = { type: frameTypes.data, stream: 1, payload: Buffer.alloc(16_384) };
  // The window of a stream is 262,144 bytes unless told otherwise.
  raw.send(...Array.from({ length: 17 }, () => data));
  const ending = (): RawFrame | undefined =>
    raw.frames.find((it) => it.type === frameTypes.resetStream || it.type === frameTypes.goAway);
  await raw.until(() => ending() !== undefined);
  assert.equal(
    ending()?.payload.readUInt32BE(ending()?.type === frameTypes.goAway ? 4 : 0),
    flowControlError,
  );
}

async function ends(world: Http2World): Promise<void> {
  const served = await world.serve(() => new StreamRecord());
  const bystander = await world.connectNode(served.port);
  const raw = await world.connectRaw(served.port);
  raw.send({ type: frameTypes.data, stream: 1, payload: Buffer.from("x") });
  const late = new Promise((resolve) => setTimeout(resolve, lossMs, "late"));
  assert.notEqual(await Promise.race([raw.closed, late]), "late", "the connection stays open");
  await served.closed;
  await new Promise((resolve) => bystander.ping(resolve));
}

async function endsWithoutPreface(world: Http2World): Promise<void> {
  const served = await world.serve(() => new StreamRecord());
  const raw = await RawHttp2.connect(served.port, Buffer.alloc(preface.length, "x"));
  await raw.closed;
  await served.closed;
}

async function endsPushes(world: Http2World): Promise<void> {
  const { raw, port } = await world.serveRaw();
  const client = await world.connect(port);
  const record = client.request();
  const server = await raw;
  await server.next(frameTypes.headers);
  const payload = Buffer.concat([uint32(2), encodeHeaders([[":path", "/pushed"]])]);
  server.send({ type: frameTypes.pushPromise, flags: flags.endHeaders, stream: 1, payload });
  assert.equal((await record.closed).connectionLost, true);
  assert.ok((await client.closed) instanceof Error);
}

/** A head that depends on itself is refused; what it adds to the table counts for those that follow. */
async function forgetsNoField(world: Http2World): Promise<void> {
  const served: string[] = [];
  const { port } = await world.serve((_, headers) => {
    served.push(headers.join(" "));
    return new StreamRecord();
  });
  const raw = await world.connectRaw(port);
  const remembered = (value: string): Buffer => Buffer.concat([Buffer.of(0x40), text("x"), text(value)]);
  const withPriority = flags.endHeaders | 0x20;
  const dependency = Buffer.concat([uint32(3), Buffer.of(0)]);
  const newestOfTable = Buffer.of(0x80 | 62);
  const heads = [remembered("1"), remembered("2"), newestOfTable].map((it) =>
    Buffer.concat([smallRequest, it]),
  );
  raw.send(
    { ...open, payload: heads[0] as Buffer },
    { ...open, stream: 3, flags: withPriority, payload: Buffer.concat([dependency, heads[1] as Buffer]) },
    { ...open, stream: 5, payload: heads[2] as Buffer },
  );
  await Promise.race([raw.ping().catch(() => {}), raw.closed]);
  assert.ok(!served[1]?.endsWith("x 1"), "a field was taken for another");
}
