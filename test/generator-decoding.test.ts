import { describe, expect, it } from "vitest";
import { HelloRequest } from "./captures/gen/greeter.js";

const name = [0x0a, 4, ...Buffer.from("John")];

describe("decoding a message", () => {
  const broken: readonly [what: string, bytes: readonly number[], error: string][] = [
    ["a zero where a field begins", [0, ...name], "illegal tag"],
    ["a field of number 0", [0x02, 0, ...name], "illegal tag"],
    ["the end of a group that never began", [0x0c, ...name], "cant skip wire type 4"],
    ["an unknown group that ends as another", [0x1b, 0x24, ...name], "invalid end group tag"],
    ["an unknown group that does not end", [0x1b, ...name], "premature EOF"],
  ];
  for (const [what, bytes, error] of broken) {
    it(`refuses ${what}, and drops nothing in silence`, () => {
      expect(() => HelloRequest.decode(Uint8Array.from(bytes))).toThrow(error);
    });
  }

  it("steps over unknown fields and groups", () => {
    expect(HelloRequest.decode(Uint8Array.from([0x10, 1, 0x1b, 0x10, 1, 0x1c, ...name]))).toEqual({
      name: "John",
    });
  });
});
