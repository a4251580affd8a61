import { connect } from "node:net";
import { expect, it } from "vitest";
import { Http2World } from "../../../testing/http2/http2-world.js";
import { StreamRecord } from "../../../testing/http2/stream-record.js";
import { ClientSession } from "./client-session.js";
import { SlabPool } from "./slab-pool.js";
import { createSocketHttp2Engine } from "./socket-http2-engine.js";

const head = [":method", "POST", ":scheme", "http", ":path", "/"];

it("a connection that has used up its stream numbers retires, and its last stream ends well", async () => {
  const world = new Http2World(createSocketHttp2Engine());
  try {
    const { port } = await world.serve((stream) => {
      stream.respondAndEnd([":status", "200"]);
      return new StreamRecord();
    });
    const said: string[] = [];
    const last = new StreamRecord();
    const socket = connect(port, "127.0.0.1");
    await new Promise<void>((resolve) => {
      const session: ClientSession = new ClientSession(socket, {
        slabs: new SlabPool(),
        settings: {},
        firstStreamId: 2 ** 31 - 1,
        listener: {
          onReady: () => void session.open(head, last, true),
          onGoAway: () => void said.push(`retired, ${session.freeStreams} streams free`),
          onFreeStream() {},
          onClose: () => resolve(),
        },
      });
    });
    expect(said).toEqual(["retired, 0 streams free"]);
    expect(await last.head).toEqual([":status", "200"]);
    expect(await last.closed).toEqual({ errorCode: 0, connectionLost: false });
  } finally {
    await world.close();
  }
});
