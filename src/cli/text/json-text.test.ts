import { describe, expect, it } from "vitest";
import { compactJson, indentJson } from "./json-text.js";

describe("indentJson", () => {
  it.each([
    ["{}", "{}"],
    ["[]", "[]"],
    ['{"msg":"Hello John"}', '{\n\t"msg": "Hello John"\n}'],
    ['{"a":[1,{"b":{}}],"c":null}', '{\n\t"a": [\n\t\t1,\n\t\t{\n\t\t\t"b": {}\n\t\t}\n\t],\n\t"c": null\n}'],
    [' { "a" :\n 1 } ', '{\n\t"a": 1\n}'],
    ['"only text"', '"only text"'],
  ])("lays out %s", (text, expected) => {
    expect(indentJson(text)).toBe(expected);
  });

  it("keeps every digit of a number and every character of a string", () => {
    const text = '{"big":9223372036854775807,"tiny":1e-400,"text":"{\\"a\\": [1,  2]}\\\\"}';
    expect(compactJson(indentJson(text))).toBe(text);
  });
});

describe("compactJson", () => {
  it("takes out the space between tokens only", () => {
    expect(compactJson('{\n\t"a b": [ 1, true ]\n}\n')).toBe('{"a b":[1,true]}');
  });
});
