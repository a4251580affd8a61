import { Duplex } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StreamListener } from "../http2.js";
import { createSocketHttp2Engine } from "./socket-http2-engine.js";

/** Two requests as a client sends them: preface, settings, heads, data, a trailer, a reset, a ping. */
const conversation = Buffer.concat([
  Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
  frame(4, { payload: "00030000006400040000ffff" }),
  frame(1, { flags: 4, stream: 1, payload: `838684${literal("te", "trailers")}` }),
  frame(0, { stream: 1, payload: "0000000003616263" }),
  frame(1, { flags: 5, stream: 1, payload: literal("x-after", "all") }),
  frame(1, { flags: 0, stream: 3, payload: "8386" }),
  frame(9, { flags: 4, stream: 3, payload: `84${literal("te", "trailers")}` }),
  frame(0, { flags: 9, stream: 3, payload: "03616263000000" }),
  frame(8, { stream: 0, payload: "00010000" }),
  frame(6, { payload: "0102030405060708" }),
  frame(3, { stream: 3, payload: "00000008" }),
]);

const mutation = fc.record({
  at: fc.nat(conversation.length - 1),
  bytes: fc.uint8Array({ maxLength: 4 }),
  replaced: fc.nat(4),
});

describe("the HTTP/2 engine on the socket", () => {
  it("outlasts whatever a client sends, and tells each stream's listener of its end once", () => {
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 6 }), fc.nat(40), (mutations, pieceBytes) => {
        const bytes = mutations.reduce(mutate, conversation);
        const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
        let opened = 0;
        const ends: number[] = [];
        const session = createSocketHttp2Engine().accept(socket, {
          onReady() {},
          onClose() {},
          onStream(stream) {
            const number = opened++;
            stream.respond([":status", "200"]);
            return {
              ...deaf,
              onData: (chunk) => void stream.write(chunk),
              onClose: () => void ends.push(number),
            };
          },
        });
        for (let at = 0; at < bytes.length; at += pieceBytes + 1) {
          socket.emit("data", bytes.subarray(at, at + pieceBytes + 1));
        }
        session.destroy();
        socket.emit("close");
        expect(ends.sort()).toEqual(Array.from({ length: opened }, (_, number) => number));
      }),
      { seed: 9113, numRuns: 5_000 },
    );
  });

  it("serves the conversation as it was", () => {
    const said: string[] = [];
    const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
    createSocketHttp2Engine().accept(socket, {
      onReady: () => void said.push("ready"),
      onClose() {},
      onStream(_stream, headers) {
        said.push(`head ${headers.join(" ")}`);
        return {
          ...deaf,
          onData: (chunk) => void said.push(`data ${chunk.toString("hex")}`),
          onTrailers: (block) => void said.push(`trailers ${block.join(" ")}`),
          onEnd: () => void said.push("end"),
        };
      },
    });
    socket.emit("data", conversation);
    const head = "head :method POST :scheme http :path / te trailers";
    const first = [head, "data 0000000003616263", "trailers x-after all", "end"];
    expect(said).toEqual(["ready", ...first, head, "data 616263", "end"]);
  });
});

const deaf: StreamListener = {
  onHeaders() {},
  onData() {},
  onTrailers() {},
  onEnd() {},
  onDrain() {},
  onClose() {},
};

function mutate(
  bytes: Buffer,
  { at, bytes: inserted, replaced }: { at: number; bytes: Uint8Array; replaced: number },
): Buffer {
  return Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + replaced)]);
}

/** @param payload in hexadecimal digits */
function frame(
  type: number,
  { flags = 0, stream = 0, payload }: { flags?: number; stream?: number; payload: string },
): Buffer {
  const body = Buffer.from(payload, "hex");
  const head = Buffer.alloc(9);
  head.writeUIntBE(body.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, body]);
}

/** A field that is not indexed, as hexadecimal digits. */
function literal(name: string, value: string): string {
  const text = (it: string) => Buffer.from([it.length, ...Buffer.from(it)]).toString("hex");
  return `00${text(name)}${text(value)}`;
}
