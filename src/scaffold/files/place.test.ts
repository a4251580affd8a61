import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Refusal } from "../refusal.js";
import { checkPlace, findConflicts } from "./place.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "micro-place-"));
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

const text = (contents: string) => ({ contents, mode: 0o644 });

describe("checkPlace", () => {
  it("takes a folder that is absent, empty, or holds nothing that matters", async () => {
    await checkPlace(join(folder, "absent"), false);
    await checkPlace(folder, false);
    await mkdir(join(folder, ".git"));
    await writeFile(join(folder, "LICENSE"), "");
    await checkPlace(folder, false);
  });

  it("refuses a folder that is in use, and names what is there", async () => {
    for (const name of ["g", "f", "e", "d", "c", "b", "a"]) await writeFile(join(folder, name), "");
    await expect(checkPlace(folder, false)).rejects.toThrow(Refusal);
    await expect(checkPlace(folder, false)).rejects.toThrow("is not empty (a, b, c, d, e, and 2 more)");
    await checkPlace(folder, true);
  });

  it("refuses a file, by force too", async () => {
    await writeFile(join(folder, "file"), "");
    await expect(checkPlace(join(folder, "file"), true)).rejects.toThrow("is a file; choose another folder");
  });
});

describe("findConflicts", () => {
  it("names the files that would change, and only those", async () => {
    await writeFile(join(folder, "same"), "1");
    await writeFile(join(folder, "other"), "2");
    const plan = new Map([
      ["same", text("1")],
      ["other", text("1")],
      ["new/deep", text("1")],
    ]);
    expect(await findConflicts(plan, folder)).toEqual(["other"]);
  });

  it.each([
    ["a link", async (path: string) => await symlink(tmpdir(), path)],
    ["a link", async (path: string) => await symlink("/nowhere", path)],
    ["a file", async (path: string) => await writeFile(path, "")],
  ])("refuses to write through %s", async (what, make) => {
    await make(join(folder, "src"));
    await expect(findConflicts(new Map([["src/main.ts", text("")]]), folder)).rejects.toThrow(
      `src in ${folder} is ${what} and stands in the way of src/main.ts; move it away`,
    );
  });

  it("refuses to put a file where a folder is, or a link", async () => {
    await mkdir(join(folder, "Dockerfile"));
    await expect(findConflicts(new Map([["Dockerfile", text("")]]), folder)).rejects.toThrow("is a folder");
    await symlink("/etc/passwd", join(folder, "README.md"));
    await expect(findConflicts(new Map([["README.md", text("")]]), folder)).rejects.toThrow("is a link");
  });
});
