import {
  bytesCodec,
  goJsonCodec,
  MicroError,
  proto3JsonCodec,
  protobufCodec,
  rawSchema,
} from "@ts-micro/framework";
import { describe, expect, it } from "vitest";
import { EchoMessageSchema } from "./captures/gen/greeter.micro.js";
import { everyType } from "./captures/interop-service.js";

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

describe.each([protobufCodec, bytesCodec, goJsonCodec, proto3JsonCodec])("the $name codec", (codec) => {
  it("reads back what it wrote, 64-bit integers exactly", () => {
    expect(codec.decode(EchoMessageSchema, codec.encode(EchoMessageSchema, everyType))).toEqual(everyType);
  });

  it("reads nothing as the message with all defaults", () => {
    expect(codec.decode(EchoMessageSchema, new Uint8Array(0))).toMatchObject({ text: "", big: 0n, tags: [] });
  });

  it("passes raw bodies through, untouched", () => {
    const body = Uint8Array.of(1, 2, 255);
    expect(codec.decode(rawSchema, codec.encode(rawSchema, body))).toEqual(body);
  });

  it("answers bytes that are no message with 400", () => {
    expect(() => codec.decode(EchoMessageSchema, Uint8Array.of(0x0a, 0x4e))).toThrow(MicroError);
  });
});

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
