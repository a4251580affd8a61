import { relative, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Refusal } from "../refusal.js";
import { checkPlan } from "./file-plan.js";

const file = { contents: "", mode: 0o644 };
const plan = (...paths: readonly string[]) => new Map(paths.map((path) => [path, file]));

describe("checkPlan", () => {
  it("accepts what a project consists of", () => {
    checkPlan(plan("package.json", ".github/workflows/ci.yml", "src/gen/a_b/v1/a_b.micro.ts", "k8s/x.yaml"));
  });

  it.each([
    "",
    "/etc/passwd",
    "../x",
    "a/../../x",
    "a/./b",
    "a//b",
    "a/",
    ".",
    "..",
    "C:/x",
    "c:x",
    "a\\..\\b",
    "a\nb",
    "a\0b",
    "a?",
    "a*b",
    'a"b',
    "a|b",
    "<a>",
    ".git/hooks/post-checkout",
    "x/.GIT/config",
    "con",
    "src/nul.txt",
    "COM1.js",
    "a.",
    "a /b",
    "node_modules/x/index.js",
  ])("refuses %j", (path) => {
    expect(() => checkPlan(plan(path))).toThrow(Refusal);
    expect(() => checkPlan(plan(path))).toThrow(JSON.stringify(path));
  });

  it("refuses paths that are one file where case does not count", () => {
    expect(() => checkPlan(plan("src/Main.ts", "src/main.ts"))).toThrow(
      'both "src/Main.ts" and "src/main.ts"',
    );
  });

  it("lets nothing out of the project's folder", () => {
    const segment = fc.oneof(
      fc.constantFrom(
        "..",
        ".",
        "",
        "a",
        "src",
        "~",
        "C:",
        "...",
        "..\\..",
        "%2e%2e",
        "．．",
        "/",
        "\\\\host\\x",
      ),
      fc.string({ maxLength: 6 }),
    );
    const paths = fc.array(segment, { minLength: 1, maxLength: 6 }).map((segments) => segments.join("/"));
    fc.assert(
      fc.property(paths, (path) => {
        try {
          checkPlan(plan(path));
        } catch {
          return;
        }
        const way = relative("/project", resolve("/project", path));
        expect(way).toBe(path);
        expect(way.split("/")).not.toContain("..");
      }),
      { numRuns: 5000, seed: 1 },
    );
  });
});
