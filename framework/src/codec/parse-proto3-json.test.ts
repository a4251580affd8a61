import type { DescMessage } from "@bufbuild/protobuf";
import { Int64ValueSchema, StructSchema, ValueSchema } from "@bufbuild/protobuf/wkt";
import { expect, it } from "vitest";
import { EverythingSchema } from "../../test/gen/greeter.micro.js";
import { parseProto3Json } from "./parse-proto3-json.js";

const everything = EverythingSchema.file?.message("greeter.v1.Everything") as DescMessage;

it.each<[DescMessage, string, unknown]>([
  [everything, '{"big":9007199254740993}', { big: "9007199254740993" }],
  [
    everything,
    '{"inner":{"numbers":[1,-9007199254740993]}}',
    { inner: { numbers: [1, "-9007199254740993"] } },
  ],
  [
    everything,
    '{"inners":[{"again":{"big":9007199254740993}}]}',
    { inners: [{ again: { big: "9007199254740993" } }] },
  ],
  [everything, '{"maybeDouble":9007199254740993}', { maybeDouble: 9007199254740992 }],
  [everything, '{"text":"9007199254740993","big":1}', { text: "9007199254740993", big: 1 }],
  [everything, '{"attributes":{"a":9007199254740993}}', { attributes: { a: 9007199254740992 } }],
  [everything, '{"nope":9007199254740993}', { nope: 9007199254740992 }],
  [everything, "[9007199254740993]", [9007199254740992]],
  [Int64ValueSchema, "9007199254740993", "9007199254740993"],
  [StructSchema, '{"a":9007199254740993}', { a: 9007199254740992 }],
  [ValueSchema, "9007199254740993", 9007199254740992],
])("keeps what 64 bits can hold, and no more, of %o %s", (desc, text, expected) => {
  expect(parseProto3Json(text, desc)).toEqual(expected);
});
