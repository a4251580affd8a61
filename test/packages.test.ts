import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type createDebugClient, DebugDefinition, MicroError, notFound } from "@ts-micro/framework";
import { createHandlerClient } from "@ts-micro/framework/testing";
import { describe, expect, it } from "vitest";
import { listFiles } from "../src/scaffold/files/project-files.js";

/* The framework as it is packed: see scripts/bundle-framework.js. */
describe("The package of the framework", () => {
  it("is few files, which is what makes it load fast", async () => {
    const files = await listFiles(join(import.meta.dirname, "../framework/dist"));
    expect(files.filter((it) => it.endsWith(".js"))).toEqual([
      "index.js",
      expect.stringMatching(/^shared-\w+\.js$/),
      "testing/index.js",
    ]);
  });

  it("has the same classes at both of its entry points", async () => {
    const health = () => {
      throw notFound("x", "nobody is here");
    };
    const client: ReturnType<typeof createDebugClient> = createHandlerClient(DebugDefinition, { health });
    await expect(client.health({})).rejects.toBeInstanceOf(MicroError);
  });
});

describe("The package of the toolkit", () => {
  it("makes a project install only what the command has not in its bundle", async () => {
    const manifest = await readFile(join(import.meta.dirname, "../package.json"), "utf8");
    // A program, and what plugins and generated code share with the command.
    expect(Object.keys(JSON.parse(manifest).dependencies)).toEqual([
      "@bufbuild/buf",
      "@bufbuild/protobuf",
      "@ts-micro/framework",
    ]);
  });
});
