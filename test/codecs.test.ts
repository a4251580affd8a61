import { goJsonCodec } from "@ts-micro/framework";
import { describe, expect, it } from "vitest";
import { EchoMessageSchema } from "./captures/gen/greeter.micro.js";

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

describe("Go's JSON", () => {
  it("has proto names, bare numbers, and Go's escapes", () => {
    const message = {
      ...goJsonCodec.decode(EchoMessageSchema, new Uint8Array(0)),
      text: "<\\b\b>",
      big: 2n ** 60n,
    };
    expect(text(goJsonCodec.encode(EchoMessageSchema, message))).toBe(
      '{"text":"\\u003c\\\\b\\u0008\\u003e","big":1152921504606846976}\n',
    );
  });

  it("is read in any case, with numbers or text, and unknown keys ignored", () => {
    const json = '{"TEXT":"a","big":"5","ubig":18446744073709551615,"colour":"RED","nope":[1]}';
    expect(goJsonCodec.decode(EchoMessageSchema, Buffer.from(json))).toMatchObject({
      text: "a",
      big: 5n,
      ubig: 18446744073709551615n,
      colour: 1,
    });
  });

  it("names the field that is wrong", () => {
    const decode = () => goJsonCodec.decode(EchoMessageSchema, Buffer.from('{"inner":{"nums":["x"]}}'));
    expect(decode).toThrow('inner: nums: expected an integer, got "x"');
  });
});
