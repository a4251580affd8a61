import { describe, expect, it } from "vitest";
import { splitWords } from "./split-words.js";

describe("splitWords", () => {
  it.each([
    ["", []],
    ["   ", []],
    ["list services", ["list", "services"]],
    ["  a   b\t", ["a", "b"]],
    [
      `call greeter Greeter.Hello '{"name": "John"}'`,
      ["call", "greeter", "Greeter.Hello", '{"name": "John"}'],
    ],
    ['"a \\"b\\" \\n" c', ['a "b" \\n', "c"]],
    ["a\\ b", ["a b"]],
    [`a'b c'd`, ["ab cd"]],
    ["''", [""]],
    ["'\\'", ["\\"]],
    [
      'call a B.C {"name": "John Doe", "of": ["}", {}]}  -o raw',
      ["call", "a", "B.C", '{"name": "John Doe", "of": ["}", {}]}', "-o", "raw"],
    ],
    ['[1, 2] {"a":1}', ["[1, 2]", '{"a":1}']],
    ['{"a": 1', ["{a:", "1"]],
    ['{\\"a\\": 1} {a b}', ['{"a":', "1}", "{a", "b}"]],
    ['x{"a":1}', ["x{a:1}"]],
  ])("splits %s", (line, words) => {
    expect(splitWords(line)).toEqual(words);
  });

  it("refuses a quote that does not end", () => {
    expect(() => splitWords(`call 'x`)).toThrow("a ' is opened and never closed");
  });
});
