import { describe, expect, it } from "vitest";
import { closureOf } from "./closure.js";
import type { LockedPackages } from "./locked-packages.js";

const any = (...names: readonly string[]) => Object.fromEntries(names.map((it) => [it, "*"]));

/** Packages that need nothing. */
const plain = (...names: readonly string[]): LockedPackages =>
  Object.fromEntries(names.map((it) => [`node_modules/${it}`, {}]));

describe("What a project needs", () => {
  it("is what it names and what that needs, and nothing else", () => {
    const available = { ...plain("b", "other"), "node_modules/a": { dependencies: any("b") } };
    const found = closureOf({ dependencies: any("a") }, available);
    expect(Object.keys(found)).toEqual(["", "node_modules/a", "node_modules/b"]);
  });

  it("is found where Node finds it: nearest first", () => {
    const available = {
      ...plain("b", "a/node_modules/c/node_modules/d", "d"),
      "node_modules/a": { dependencies: any("c") },
      "node_modules/a/node_modules/c": { dependencies: any("b", "d") },
    };
    expect(Object.keys(closureOf({ dependencies: any("a") }, available))).toEqual([
      "",
      "node_modules/a",
      "node_modules/a/node_modules/c",
      "node_modules/a/node_modules/c/node_modules/d",
      "node_modules/b",
    ]);
  });

  it("is marked with what it is needed for", () => {
    const available = {
      ...plain("both", "optional", "peer", "shared"),
      "node_modules/tool": { dependencies: any("both", "shared"), optionalDependencies: any("optional") },
      "node_modules/library": { dependencies: any("both"), peerDependencies: any("peer") },
      "node_modules/extra": { dependencies: any("shared") },
    };
    const project = {
      dependencies: any("library"),
      optionalDependencies: any("extra"),
      devDependencies: any("tool"),
    };
    expect(closureOf(project, available)).toMatchObject({
      "node_modules/both": {},
      "node_modules/extra": { optional: true },
      "node_modules/library": {},
      "node_modules/optional": { dev: true, optional: true },
      "node_modules/peer": { peer: true },
      "node_modules/shared": { devOptional: true },
      "node_modules/tool": { dev: true },
    });
    expect(closureOf(project, available)["node_modules/both"]).toEqual({});
  });

  it("is marked anew: what it was needed for elsewhere does not count", () => {
    const available = { "node_modules/a": { dev: true, peer: true, version: "1.0.0" } };
    expect(closureOf({ dependencies: any("a") }, available)["node_modules/a"]).toEqual({ version: "1.0.0" });
  });

  it("has optional peers where they are there anyway", () => {
    const library = { peerDependencies: any("peer"), peerDependenciesMeta: { peer: { optional: true } } };
    const available = { ...plain("peer"), "node_modules/a": library };
    expect(Object.keys(closureOf({ dependencies: any("a") }, available))).not.toContain("node_modules/peer");
    const both = closureOf({ dependencies: any("a"), devDependencies: any("peer") }, available);
    // npm keeps it as long as either asks for it.
    expect(both["node_modules/peer"]).toEqual({ devOptional: true });
  });
});
