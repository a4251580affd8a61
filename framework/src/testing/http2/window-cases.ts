import assert from "node:assert/strict";
import { type Http2World, request } from "./http2-world.js";
import { flags, frameTypes, type RawHttp2, uint32 } from "./raw-http2.js";
import { StreamRecord } from "./stream-record.js";

const firstWindowBytes = 65_535;
const most = 2 ** 31 - 1;

/** How much a peer lets come, and when. */
export const windowCases: readonly (readonly [string, (world: Http2World) => Promise<void>])[] = [
  ["9. keeps to the window of a connection when a listener writes as soon as it may", keepsToConnection],
  ["9. keeps to the window of a stream that is opened while windows change", keepsToNewStream],
];

/** A listener that writes again as soon as there is room. */
class Refilled extends StreamRecord {
  #refill: (() => void) | undefined;

  constructor(refill: () => void) {
    super();
    this.#refill = refill;
  }

  override onDrain(): void {
    super.onDrain();
    this.#refill?.();
    this.#refill = undefined;
  }
}

async function keepsToConnection(world: Http2World): Promise<void> {
  const { port } = await world.serve((stream) => {
    stream.respond([":status", "200"]);
    stream.write(Buffer.alloc(200_000));
    return new Refilled(() => stream.write(Buffer.alloc(100_000)));
  });
  const raw = await world.connectRaw(port);
  setFirstWindow(raw, most);
  raw.open(1, flags.endStream);
  await raw.until(() => raw.dataOf(1).length === firstWindowBytes);
  raw.send({ type: frameTypes.windowUpdate, payload: uint32(150_000) });
  await raw.until(() => raw.dataOf(1).length >= firstWindowBytes + 150_000);
  await raw.ping();
  assert.equal(raw.dataOf(1).length, firstWindowBytes + 150_000);
}

async function keepsToNewStream(world: Http2World): Promise<void> {
  const { raw, port } = await world.serveRaw();
  const client = await world.connect(port);
  const server = await raw;
  server.send({ type: frameTypes.windowUpdate, payload: uint32(most - firstWindowBytes) });
  const refilled = new Refilled(() =>
    client.session.open(request, new StreamRecord()).end(Buffer.alloc(400_000)),
  );
  client.session.open(request, refilled).write(Buffer.alloc(200_000));
  await server.until(() => server.dataOf(1).length === firstWindowBytes);
  setFirstWindow(server, 300_000);
  await server.until(() => server.dataOf(3).length >= 300_000);
  await server.ping();
  assert.equal(server.dataOf(3).length, 300_000);
}

function setFirstWindow(raw: RawHttp2, bytes: number): void {
  raw.send({ type: frameTypes.settings, payload: Buffer.concat([Buffer.of(0, 4), uint32(bytes)]) });
}
