import { describe, expect, it } from "vitest";
import { findAnchor, insertAtAnchor, isInClass } from "./anchor.js";

const insert = (text: string, snippet: string) => {
  const anchor = findAnchor(text, "micro:methods");
  return anchor === undefined ? undefined : insertAtAnchor(text, anchor, snippet);
};

describe("insertAtAnchor", () => {
  it("puts lines before the anchor, indented as it is", () => {
    const text = "const x = {\n  // micro:methods (above)\n};\n";
    expect(insert(text, "a() {\n  b();\n},\n\n")).toBe(
      "const x = {\n  a() {\n    b();\n  },\n\n  // micro:methods (above)\n};\n",
    );
  });

  it("indents by tabs, and ends lines by CRLF, where the file does", () => {
    expect(insert("{\r\n\t// micro:methods\r\n}\r\n", "a,")).toBe("{\r\n\ta,\r\n\t// micro:methods\r\n}\r\n");
  });

  it("changes nothing where the anchor is missing, or is there twice", () => {
    expect(insert("a\n", "b")).toBeUndefined();
    expect(insert("// micro:methodsX\n", "b")).toBeUndefined();
    expect(insert("// micro:methods\n// micro:methods\n", "b")).toBeUndefined();
  });

  it("takes what it inserts as it is", () => {
    expect(insert("// micro:methods\n", "$& $1 $$")).toBe("$& $1 $$\n// micro:methods\n");
  });
});

describe("isInClass", () => {
  it.each([
    [true, "export class A implements B {\n  // micro:methods\n}"],
    [true, "class A\n  extends B\n  implements C\n{\n  a() {\n    b();\n  }\n\n  // micro:methods\n}"],
    [true, "const a = class {\n\t// micro:methods\n};"],
    [false, "class A {}\nexport const b = {\n  // micro:methods\n};"],
    [false, "class A {\n  readonly b = {\n    // micro:methods\n  };\n}"],
  ])("is %s of %j", (expected, text) => {
    const anchor = findAnchor(text, "micro:methods");
    expect(anchor && isInClass(text, anchor)).toBe(expected);
  });
});
