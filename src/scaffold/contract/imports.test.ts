import { describe, expect, it } from "vitest";
import { insertImports, readImports } from "./imports.js";

describe("readImports", () => {
  it.each([
    ["import a from 'a'\n", "a", "a"],
    ['import type { A } from "b.js";\n', "type { A }", "b.js"],
    ['import {\n  a,\n  b as c,\n} from "d"; // why\n', "{\n  a,\n  b as c,\n}", "d"],
    ['import "side-effect";', "", "side-effect"],
    ['import * as a from "a" with { type: "json" };\n', "* as a", "a"],
  ])("reads %j", (text, clause, from) => {
    expect(readImports(text)).toMatchObject([{ clause, from, start: 0, end: text.length }]);
  });

  it("takes nothing for an import that is none", () => {
    expect(readImports('import("a");\nimport.meta.url;\nimportant("x");\n')).toEqual([]);
    expect(readImports('import a from "a";\nconst b = `\nimport c from "c";\n`;\n')).toHaveLength(1);
  });
});

describe("insertImports", () => {
  it("puts imports after the last one, which may take several lines", () => {
    const text = 'import a from "a";\nimport {\n  b,\n} from "b";\n\nconst c = 1;\n';
    expect(insertImports(text, ['import d from "d";'])).toBe(
      'import a from "a";\nimport {\n  b,\n} from "b";\nimport d from "d";\n\nconst c = 1;\n',
    );
  });

  it("leaves shebang, licence and comments where they are", () => {
    const text = '#!/usr/bin/env node\n// Licence\nimport a from "a";\n// b is slow\nimport b from "b";\n';
    expect(insertImports(text, ['import d from "d";'])).toBe(`${text}import d from "d";\n`);
  });

  it("ends lines as the module does, with or without semicolons", () => {
    expect(insertImports('import a from "a";\r\n', ['import d from "d";'])).toBe(
      'import a from "a";\r\nimport d from "d";\r\n',
    );
    expect(insertImports("import a from 'a'\n\na()\n", ['import d from "d";'])).toBe(
      "import a from 'a'\nimport d from \"d\"\n\na()\n",
    );
  });

  it("leaves a module alone that imports nothing", () => {
    expect(insertImports("const c = 1;\n", ['import d from "d";'])).toBeUndefined();
  });
});
