import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maxTableBytes } from "./dynamic-table.js";
import { HpackDecoder } from "./hpack-decoder.js";
import { HpackEncoder } from "./hpack-encoder.js";
import { HpackError } from "./hpack-error.js";
import { decodeHuffman } from "./huffman.js";

/** Every byte once, as Go's golang.org/x/net/http2/hpack compresses them. */
const everyByte = [
  "ffc7fffd8fffffe2fffffe3fffffe4fffffe5fffffe6fffffe7fffffe8ffffeafffffff3fffffa7fffffabffffffdfff",
  "ffebfffffecfffffedfffffeefffffefffffff0ffffff1ffffff2fffffffbfffffcffffffd3fffffd7fffffdbfffffdf",
  "fffffe3fffffe7fffffebfffffed4fe3f9ffaffcabf1febfafefe7fdfd2cbb00089969b71d79fb9f7fff20ffbff3ff50",
  "ddbd7f061c58f265cd9f469d5af66dddbf871e5f9cff7ff7fffc3ff9ffe45fff4719242cb34e6e9d68a6a3d7dac426de",
  "fe3cfaf7fffbfe7ffbffdffffffcfffe6ffff4bfff9ffffa3fffd3ffff53fffd5ffffb3fffeb7fffdaffffb7ffff73ff",
  "feeffffdeffffebffffbfffffd9ffffdbfffebffffe0ffffeeffffc3ffff8bffff1ffffe4fffee7fffb1ffff97fffd9f",
  "fffcdffff9fffffbffffdafffeeffff4ffffb7fffee7fffe8ffffd3fffdeffffd5fffeeffffbdffffe1fffdfffff7fff",
  "ff5ffffecffff07fff87fffe0ffff17fffedffff87ffff77fffeffffeaffff8bfffe3ffff93ffff87fffcbffff37ffff",
  "1fffff83ffffe1fffebfffe3ffff3fffff2ffffa3ffffd9fffff17ffffc7fffff27ffffdefffffbffffff2fffff8ffff",
  "fb7fff97fff8fffffe6fffffc1fffff87ffffe7fffffc5ffffe5fffe4ffff2fffffd1fffff4ffffffefffffe3fffffc9",
  "fffff97fffb3ffffcffffb7fffcdffff4ffff9ffffd1ffffcffffeaffffafffffddffffeffffff4fffff5fffffabffff",
  "a7ffffd7fffff9bffffecfffffb7fffff3fffffe8fffffd3fffffabfffff5fffffff7ffffecfffffdbfffffbbfffff7f",
  "fffff0fffffbbf",
].join("");

/** What Go's encoder wrote for one connection: two requests, an answer, trailers. */
const fromGo: readonly (readonly [hex: string, block: readonly string[]])[] = [
  [
    "83864592626b0a5496c5fb857c5614a92d8c632d141f418a089d5c0b8170dc780f035f8b1d75d0620d263d4c4d65647a8a9acac8b4c7602bb8" +
      "05c140027465864d833505b11f40899acac8b24d494f6a7f8669f7df79915b",
    [
      ...[
        ":method",
        "POST",
        ":scheme",
        "http",
        ":path",
        "/greeter.v1.Greeter/Hello",
        ":authority",
        "127.0.0.1:8080",
      ],
      ...["content-type", "application/grpc", "user-agent", "grpc-go/1.60.0", "te", "trailers"],
      ...["grpc-timeout", "4999832u"],
    ],
  ],
  [
    "8386c3c2c1c0bf7e8669f7df7801b74087f2b466a968cd5787861c17a1f1b30f",
    [
      ...[
        ":method",
        "POST",
        ":scheme",
        "http",
        ":path",
        "/greeter.v1.Greeter/Hello",
        ":authority",
        "127.0.0.1:8080",
      ],
      ...["content-type", "application/grpc", "user-agent", "grpc-go/1.60.0", "te", "trailers"],
      ...["grpc-timeout", "4999801u", "x-bin-bin", "AAECAwQF"],
    ],
  ],
  [
    "88c34085f2b24be53f14c3a9e4b8ad7e2123242526272a2b2d2e5e5f607c",
    [
      ...[":status", "200", "content-type", "application/grpc"],
      ...["x-text", Buffer.from("\u00e9\u4e2d~!#$%&'*+-.^_`|").toString("latin1")],
    ],
  ],
  ["40889acac8b21234da8f013040899acac8b5254207317f00", ["grpc-status", "0", "grpc-message", ""]],
];

describe("HPACK", () => {
  it("reads what Go compresses, whatever the byte", () => {
    const bytes = Buffer.from(everyByte, "hex");
    const text = decodeHuffman(bytes, 0, bytes.length);
    expect([...Buffer.from(text, "latin1")]).toEqual(Array.from({ length: 256 }, (_, byte) => byte));
  });

  it("reads the header blocks of Go, one after the other", () => {
    const decoder = new HpackDecoder(16_384);
    for (const [hex, block] of fromGo) expect(read(decoder, Buffer.from(hex, "hex"))).toEqual(block);
  });

  it("reads what it writes, whatever the fields and the size of the table", () => {
    const name = fc.constantFrom(":path", "content-type", "x-a", "x-b", "authorization", "grpc-timeout");
    const value = fc.oneof(fc.constantFrom("", "a", "b", "application/grpc"), latin1Text());
    const block = fc.array(fc.tuple(name, value), { maxLength: 8 }).map((it) => it.flat());
    const step = fc.record({ block, tableBytes: fc.option(fc.constantFrom(0, 40, 100, 4_096, 65_536)) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const encoder = new HpackEncoder();
        const decoder = new HpackDecoder(1_000_000);
        for (const { block, tableBytes } of steps) {
          if (tableBytes !== null) encoder.resize(tableBytes);
          expect(read(decoder, write(encoder, block))).toEqual(block);
        }
      }),
    );
  });

  it("writes what is the same in each call as one byte, from the second call on", () => {
    const encoder = new HpackEncoder();
    const call = (timeout: string) => write(encoder, ["x-tenant", "acme", "grpc-timeout", timeout]);
    call("1S");
    const second = call("2S");
    expect(second[0]).toBeGreaterThan(0x80);
    // Then a literal: the index of its name, which takes two bytes, a length, and the value.
    expect(second.length).toBe(1 + 2 + 1 + "2S".length);
    expect(call("3S").length).toBe(second.length);
  });

  it("keeps secrets out of every table", () => {
    const encoder = new HpackEncoder();
    const first = write(encoder, ["authorization", "Bearer secret"]);
    expect(write(encoder, ["authorization", "Bearer secret"])).toEqual(first);
    // The four bits of a field that is never to be indexed, on the way to others either.
    expect(Number(first[0]) & 0xf0).toBe(0x10);
  });

  it("stops giving fields where a block is over the limit, and can read the next one", () => {
    const encoder = new HpackEncoder();
    const decoder = new HpackDecoder(100);
    const tooLarge = write(encoder, ["a", "x".repeat(50), "b", "y".repeat(50)]);
    const block = decoder.decode(tooLarge, 0, tooLarge.length);
    expect(block).toMatchObject({ tooLarge: true, fields: ["a", "x".repeat(50)] });
    expect(read(decoder, write(encoder, ["b", "y".repeat(50)]))).toEqual(["b", "y".repeat(50)]);
  });

  const broken: readonly (readonly [what: string, hex: string])[] = [
    ["index 0", "80"],
    ["an index beyond the table", "ff00"],
    ["a field that is cut short", "400178"],
    ["a string that is longer than its block", "40017805aa"],
    ["an integer without end", "ffffffffffffff"],
    ["a table larger than was allowed", "3fe21f"],
    ["a change of the table's size behind a field", "8220"],
    ["padding of more than seven bits", "4001788300ffff"],
    ["padding of zeros", "4001788118"],
    ["the end of a string within it", "40017884ffffffff"],
  ];
  it.each(broken)("refuses %s", (_what, hex) => {
    const bytes = Buffer.from(hex, "hex");
    expect(() => new HpackDecoder(16_384).decode(bytes, 0, bytes.length)).toThrow(HpackError);
  });

  it("reads anything, or says that it cannot", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 5 }), (blocks) => {
        const decoder = new HpackDecoder(maxTableBytes);
        for (const block of blocks) {
          try {
            read(decoder, Buffer.from(block));
          } catch (error) {
            expect(error).toBeInstanceOf(HpackError);
          }
        }
      }),
      { seed: 7541, numRuns: 2_000 },
    );
  });
});

function read(decoder: HpackDecoder, bytes: Buffer): readonly string[] {
  return decoder.decode(bytes, 0, bytes.length).fields;
}

function write(encoder: HpackEncoder, block: readonly string[]): Buffer {
  const room = Buffer.alloc(HpackEncoder.maxBytes(block));
  return room.subarray(0, encoder.encode(block, room, 0));
}

function latin1Text(): fc.Arbitrary<string> {
  return fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString("latin1"));
}
