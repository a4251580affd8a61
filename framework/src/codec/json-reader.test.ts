import { createRegistry, type DescMessage, toJson } from "@bufbuild/protobuf";
import { Int64ValueSchema, UInt64ValueSchema, ValueSchema } from "@bufbuild/protobuf/wkt";
import { expect, it } from "vitest";
import { parseExactJson } from "./exact-json.js";
import { readJson } from "./json-reader.js";

const registry = createRegistry();

it.each<[DescMessage, string, unknown]>([
  [Int64ValueSchema, "9007199254740993", "9007199254740993"],
  [Int64ValueSchema, '"-9007199254740993"', "-9007199254740993"],
  [UInt64ValueSchema, "18446744073709551615", "18446744073709551615"],
  [ValueSchema, "18446744073709551615", 2 ** 64],
])("reads %o from %s, with every digit it can hold", (schema, text, expected) => {
  expect(toJson(schema, readJson(schema, parseExactJson(text), registry))).toEqual(expected);
});
