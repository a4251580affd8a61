import { describe, expect, it } from "vitest";
import { insertAtAnchor, insertImports } from "./anchor.js";

describe("insertAtAnchor", () => {
  it("puts lines before the anchor, indented as it is", () => {
    const text = "const x = {\n  // micro:methods (above)\n};\n";
    expect(insertAtAnchor(text, "micro:methods", "a() {\n  b();\n},\n\n")).toBe(
      "const x = {\n  a() {\n    b();\n  },\n\n  // micro:methods (above)\n};\n",
    );
  });

  it("indents by tabs, and ends lines by CRLF, where the file does", () => {
    expect(insertAtAnchor("{\r\n\t// micro:methods\r\n}\r\n", "micro:methods", "a,")).toBe(
      "{\r\n\ta,\r\n\t// micro:methods\r\n}\r\n",
    );
  });

  it("changes nothing where the anchor is missing, or is there twice", () => {
    expect(insertAtAnchor("a\n", "micro:methods", "b")).toBeUndefined();
    expect(insertAtAnchor("// micro:methodsX\n", "micro:methods", "b")).toBeUndefined();
    expect(insertAtAnchor("// micro:methods\n// micro:methods\n", "micro:methods", "b")).toBeUndefined();
  });

  it("takes what it inserts as it is", () => {
    expect(insertAtAnchor("// micro:methods\n", "micro:methods", "$& $1 $$")).toBe(
      "$& $1 $$\n// micro:methods\n",
    );
  });
});

describe("insertImports", () => {
  it("puts imports after the last one, which may take several lines", () => {
    const text = 'import a from "a";\nimport {\n  b,\n} from "b";\n\nconst c = 1;\n';
    expect(insertImports(text, ['import d from "d";'])).toBe(
      'import a from "a";\nimport {\n  b,\n} from "b";\nimport d from "d";\n\nconst c = 1;\n',
    );
  });

  it("leaves a module alone that imports nothing", () => {
    expect(insertImports("const c = 1;\n", ['import d from "d";'])).toBeUndefined();
  });
});
