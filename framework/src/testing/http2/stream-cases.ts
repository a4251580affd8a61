import assert from "node:assert/strict";
import { once } from "node:events";
import type { IncomingHttpHeaders } from "node:http2";
import { http2ErrorCodes } from "../../transport/http2/error-codes.js";
import { Gate } from "../transport-world.js";
import { type Http2World, request, valuesOf } from "./http2-world.js";
import { encodeHeaders, flags, frameTypes } from "./raw-http2.js";
import { StreamRecord } from "./stream-record.js";

/** How each end hears what the other sends. */
export const streamCases: readonly (readonly [string, (world: Http2World) => Promise<void>])[] = [
  ["1. tells both ends in the order of the wire, and of the end last", tellsBothEnds],
  ["1. serves a client that is node:http2", servesNode],
  ["1. calls a server that is node:http2", callsNode],
  ["1. tells of an answer that is headers alone", tellsHeadersAlone],
  ["1. passes over informational answers", passesInformational],
  ["1. tells each end which code the other gave a stream up with", tellsResets],
  ["1. tells a client to stop that goes on after the answer is complete", tellsToStop],
  ["1. does nothing when asked after the end", doesNothingAfterEnd],
  ["1. tells of the end of a stream that was paused and answered at once", tellsPausedEnd],
  ["6. carries fields that come twice, and bytes above ASCII", carriesFields],
  ["6. carries blocks that take several frames", carriesLongBlocks],
  ["6. takes a block that comes in pieces", takesPieces],
];

async function tellsBothEnds(world: Http2World): Promise<void> {
  const served = new StreamRecord();
  const { port } = await world.serve((stream) => {
    void served.ended.then(() => {
      stream.respond([":status", "200", "x-a", "1"]);
      stream.write(Buffer.from("po"));
      stream.end(Buffer.from("ng"), ["x-b", "2"]);
    });
    return served;
  });
  const client = await world.connect(port);
  const called = client.request(request, Buffer.from("ping"));
  assert.deepEqual(await called.closed, { errorCode: http2ErrorCodes.noError, connectionLost: false });
  await served.closed;
  assert.deepEqual(called.only("headers", "data", "trailers", "close"), [
    "headers :status=200 x-a=1",
    "data pong",
    "trailers x-b=2",
    "close",
  ]);
  assert.deepEqual(served.events, ["data ping", "end", "close"]);
  assert.ok(called.events.includes("end"));
}

async function servesNode(world: Http2World): Promise<void> {
  const served = new StreamRecord();
  const { port } = await world.serve((stream) => {
    void served.ended.then(() => {
      stream.respond([":status", "200", "x-a", "1"]);
      stream.end(Buffer.from("pong"), ["x-b", "2"]);
    });
    return served;
  });
  const client = await world.connectNode(port);
  const stream = client.request({ ":path": "/a", ":method": "POST" });
  const heard: string[] = [];
  stream.on("response", (headers) => heard.push(`x-a ${headers["x-a"]}`));
  stream.on("trailers", (headers) => heard.push(`x-b ${headers["x-b"]}`));
  const closed = new Promise((resolve) => stream.once("close", resolve));
  stream.end("ping");
  for await (const chunk of stream) heard.push(String(chunk));
  await closed;
  assert.deepEqual(heard.sort(), ["pong", "x-a 1", "x-b 2"]);
  assert.equal(stream.rstCode, http2ErrorCodes.noError);
  await served.closed;
  assert.deepEqual(served.events, ["data ping", "end", "close"]);
}

async function callsNode(world: Http2World): Promise<void> {
  const port = await world.serveNode((stream, block) => {
    stream.respond({ ":status": 200, "x-path": valuesOf(block, ":path") }, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers({ "x-b": "2" }));
    stream.pipe(stream);
  });
  const client = await world.connect(port);
  const record = client.request(request, Buffer.from("ping"));
  assert.deepEqual(valuesOf(await record.head, "x-path"), ["/a"]);
  await record.closed;
  assert.deepEqual(record.only("data", "trailers", "close"), ["data ping", "trailers x-b=2", "close"]);
}

async function tellsHeadersAlone(world: Http2World): Promise<void> {
  const { port } = await world.serve((stream) => {
    stream.respondAndEnd([":status", "404"]);
    return new StreamRecord();
  });
  const record = (await world.connect(port)).request();
  await record.closed;
  assert.deepEqual(record.events, ["headers :status=404 (ended)", "end", "close"]);
}

async function passesInformational(world: Http2World): Promise<void> {
  const { raw, port } = await world.serveRaw();
  const client = await world.connect(port);
  const record = client.request();
  const server = await raw;
  const { stream } = await server.next(frameTypes.headers);
  const answer = (status: string, more: number): void =>
    server.send({
      type: frameTypes.headers,
      flags: flags.endHeaders | more,
      stream,
      payload: encodeHeaders([[":status", status]]),
    });
  answer("103", flags.none);
  answer("200", flags.endStream);
  await record.closed;
  assert.deepEqual(record.events, ["headers :status=200 (ended)", "end", "close"]);
}

async function tellsResets(world: Http2World): Promise<void> {
  const served = new StreamRecord();
  const opened = new Gate<void>();
  const { port } = await world.serve((stream, headers) => {
    opened.open();
    if (!valuesOf(headers, ":path").includes("/refuse")) return served;
    stream.reset(http2ErrorCodes.enhanceYourCalm);
    return new StreamRecord();
  });
  const client = await world.connect(port);
  const refused = client.request(request.with(request.indexOf("/a"), "/refuse"), Buffer.from("x"));
  assert.equal((await refused.closed).errorCode, http2ErrorCodes.enhanceYourCalm);
  const stream = client.session.open(request, new StreamRecord());
  await opened.opened;
  stream.reset(http2ErrorCodes.cancel);
  assert.deepEqual(await served.closed, { errorCode: http2ErrorCodes.cancel, connectionLost: false });
}

async function tellsToStop(world: Http2World): Promise<void> {
  const { port } = await world.serve((stream) => {
    stream.respond([":status", "200"]);
    stream.end(Buffer.from("enough"), ["x-b", "2"]);
    return new StreamRecord();
  });
  const client = await world.connect(port);
  const record = new StreamRecord();
  client.session.open(request, record);
  assert.equal((await record.closed).errorCode, http2ErrorCodes.noError);
  assert.ok(record.events.includes("data enough"));
}

async function doesNothingAfterEnd(world: Http2World): Promise<void> {
  const served = new StreamRecord();
  const again = new Gate<() => void>();
  const { port } = await world.serve((stream) => {
    stream.respondAndEnd([":status", "200"]);
    again.open(() => {
      stream.respond([":status", "200"]);
      stream.respondAndEnd([":status", "200"]);
      stream.end(Buffer.from("more"), ["x", "1"]);
    });
    return served;
  });
  const client = await world.connect(port);
  const record = new StreamRecord();
  const stream = client.session.open(request, record, true);
  await record.closed;
  await served.closed;
  (await again.opened)();
  stream.write(Buffer.from("more"));
  stream.pause();
  stream.resume();
  stream.end();
  stream.reset(http2ErrorCodes.cancel);
  await client.session.ping();
  assert.equal(record.events.at(-1), "close");
  assert.equal(served.events.at(-1), "close");
}

async function tellsPausedEnd(world: Http2World): Promise<void> {
  const served = new StreamRecord();
  const { port } = await world.serve((stream) => {
    stream.pause();
    stream.respondAndEnd([":status", "200"]);
    return served;
  });
  (await world.connect(port)).request();
  await served.closed;
}

async function carriesFields(world: Http2World): Promise<void> {
  const { port } = await world.serve((stream, headers) => {
    stream.respond([":status", "200", ...valuesOf(headers, "x-tag").flatMap((it) => ["x-tag", it])]);
    stream.end(undefined, ["x-note", valuesOf(headers, "x-note").join()]);
    return new StreamRecord();
  });
  const client = await world.connect(port);
  const note = "\u00e9t\u00e9 \u00ff"; // Bytes, one per character: what they mean is decided above.
  const record = client.request([...request, "x-tag", "a", "x-note", note, "x-tag", "b"]);
  await record.closed;
  assert.deepEqual(valuesOf(await record.head, "x-tag"), ["a", "b"]);
  assert.ok(record.events.includes(`trailers x-note=${note}`));
}

async function carriesLongBlocks(world: Http2World): Promise<void> {
  const settings = { maxHeaderListBytes: 100_000 };
  // Characters that Huffman's code makes longer, so that no block gets by with one frame.
  const long = "<>{}|".repeat(8_000);
  const { port } = await world.serve((stream, headers) => {
    stream.respond([":status", "200", "x-long", ...valuesOf(headers, "x-long")]);
    stream.end(undefined, ["x-long", ...valuesOf(headers, "x-long")]);
    return new StreamRecord();
  }, settings);
  const record = (await world.connect(port, settings)).request([...request, "x-long", long]);
  await record.closed;
  assert.deepEqual(valuesOf(await record.head, "x-long"), [long]);
  assert.ok(record.events.includes(`trailers x-long=${long}`));
  const nodeStream = (await world.connectNode(port)).request({ ":path": "/a", "x-long": long });
  const [answer] = await once(nodeStream, "response");
  assert.equal((answer as IncomingHttpHeaders)["x-long"], long);
}

async function takesPieces(world: Http2World): Promise<void> {
  const headers = new Gate<readonly string[]>();
  const { port } = await world.serve((_, block) => {
    headers.open(block);
    return new StreamRecord();
  });
  const raw = await world.connectRaw(port);
  const block = encodeHeaders([...pairsOf(request), ["x-long", "y".repeat(300)]]);
  const [first, second, third] = [block.subarray(0, 1), block.subarray(1, 100), block.subarray(100)];
  raw.send(
    { type: frameTypes.headers, stream: 1, payload: first },
    { type: frameTypes.continuation, stream: 1, payload: second },
  );
  raw.send({ type: frameTypes.continuation, stream: 1, flags: flags.endHeaders, payload: third });
  assert.deepEqual(valuesOf(await headers.opened, "x-long"), ["y".repeat(300)]);
}

function pairsOf(block: readonly string[]): (readonly [string, string])[] {
  return block.flatMap((name, at) => (at % 2 === 0 ? [[name, block[at + 1] ?? ""] as const] : []));
}
