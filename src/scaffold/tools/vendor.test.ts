import { describe, expect, it } from "vitest";
import type { Origin } from "./origin.js";
import { dependencySpecs } from "./vendor.js";

const files = { "@ts-micro/framework": "/x/f-1.0.0.tgz", "@ts-micro/toolkit": "/x/t-1.0.0.tgz" };
const wanted = { version: "1.0.0", plugins: ["@ts-micro/consul"] };

describe("dependencySpecs", () => {
  it.each<[Origin, string]>([
    [{ kind: "release" }, "^1.0.0"],
    [{ kind: "checkout" }, "file:vendor/ts-micro-consul-1.0.0.tgz"],
    [{ kind: "tarballs", files: { ...files, "@ts-micro/consul": "/y/c.tgz" } }, "file:vendor/c.tgz"],
  ])("names a plugin as it names the framework: %j", (origin, spec) => {
    expect(dependencySpecs(origin, wanted)["@ts-micro/consul"]).toBe(spec);
  });

  it("never leaves to a registry what did not come from one", () => {
    expect(() => dependencySpecs({ kind: "tarballs", files }, wanted)).toThrow(
      "@ts-micro/consul was not; install its tarball beside it",
    );
    expect(() => dependencySpecs({ kind: "checkout" }, { ...wanted, plugins: ["@ts-micro/zoo"] })).toThrow(
      "there is no @ts-micro/zoo yet",
    );
  });
});
