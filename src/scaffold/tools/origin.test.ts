import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeFiles } from "../files/project-files.js";
import { findOrigin } from "./origin.js";

let folder: string;
let root: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "micro-origin-"));
  root = join(folder, "node_modules/@ts-micro/toolkit");
  await put("node_modules/@ts-micro/toolkit/package.json", { version: "0.2.0" });
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

async function put(path: string, contents: unknown): Promise<void> {
  await writeFiles(folder, new Map([[path, { contents: JSON.stringify(contents), mode: 0o644 }]]));
}

describe("findOrigin", () => {
  it("knows a checkout", async () => {
    await put("node_modules/@ts-micro/toolkit/framework/package.json", {});
    expect(await findOrigin(root)).toEqual({ kind: "checkout" });
  });

  it("knows the tarballs that a package.json names", async () => {
    await put("package.json", {
      dependencies: { "@ts-micro/framework": "file:f.tgz" },
      devDependencies: { "@ts-micro/toolkit": "file:t.tgz" },
    });
    expect(await findOrigin(root)).toEqual({
      kind: "tarballs",
      files: { "@ts-micro/framework": join(folder, "f.tgz"), "@ts-micro/toolkit": join(folder, "t.tgz") },
    });
  });

  it("knows what was published by its mark", async () => {
    await put("node_modules/@ts-micro/toolkit/dist/release.json", { version: "0.2.0" });
    expect(await findOrigin(root)).toEqual({ kind: "release" });
  });

  it("never takes for published what may be anyone's in a registry", async () => {
    const message = `the toolkit in ${root} was never published, and its tarball is not known`;
    await expect(findOrigin(root)).rejects.toThrow(message);
    await put("node_modules/@ts-micro/toolkit/dist/release.json", { version: "0.1.0" });
    await expect(findOrigin(root)).rejects.toThrow(message);
  });
});
