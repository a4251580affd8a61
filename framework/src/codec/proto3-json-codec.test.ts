import { proto3JsonCodec } from "@ts-micro/framework";
import { expect, it } from "vitest";
import { EverythingSchema } from "../../test/gen/greeter.micro.js";

it.each(['{"big":1,"big":2}', '{"big":9007199254740993,"inner":{"text":"a","text":"b"}}'])(
  "refuses a key that stands twice: %s",
  (text) => {
    expect(() => proto3JsonCodec.decode(EverythingSchema, Buffer.from(text))).toThrow("duplicate");
  },
);
