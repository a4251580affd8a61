import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mergeInto } from "./merge.js";
import { listFiles, writeFiles } from "./project-files.js";
import { openDryStaging, openStaging, type Staging } from "./staging.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "micro-staging-"));
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

const project = new Map([
  ["src/main.ts", { contents: "new", mode: 0o644 }],
  ["bin/run", { contents: "new", mode: 0o755 }],
]);

async function prepare(directory: string): Promise<Staging> {
  const staging = await openStaging(directory);
  await writeFiles(staging.folder, project);
  return staging;
}

describe("a project's place that is free", () => {
  it("is taken at once, by a rename", async () => {
    const staging = await prepare(join(folder, "a", "b", "greeter"));
    await expect(stat(join(folder, "a", "b", "greeter"))).rejects.toThrow("ENOENT");
    const { ino } = await stat(staging.folder);
    await staging.commit([]);
    await staging.discard();
    expect((await stat(join(folder, "a", "b", "greeter"))).ino).toBe(ino);
    expect(await listFiles(folder)).toEqual(["a/b/greeter/bin/run", "a/b/greeter/src/main.ts"]);
    expect((await stat(join(folder, "a/b/greeter/bin/run"))).mode & 0o111).not.toBe(0);
  });

  it("is as if nothing had been, when the project is given up", async () => {
    const staging = await prepare(join(folder, "a", "b", "greeter"));
    await staging.discard();
    await staging.discard();
    expect(await readdir(folder)).toEqual([]);
  });

  it("is given up without what others have put beside it meanwhile", async () => {
    const staging = await prepare(join(folder, "a", "b", "greeter"));
    await writeFiles(folder, new Map([["a/mine/file", { contents: "", mode: 0o644 }]]));
    await staging.discard();
    expect(await listFiles(folder)).toEqual(["a/mine/file"]);
    expect(await readdir(join(folder, "a"))).toEqual(["mine"]);
  });

  it("is left to whoever took it meanwhile", async () => {
    const place = join(folder, "greeter");
    const staging = await prepare(place);
    await mkdir(place);
    await writeFile(join(place, "theirs"), "");
    await expect(staging.commit([])).rejects.toThrow(`${place} was made by someone else meanwhile`);
    await staging.discard();
    expect(await listFiles(folder)).toEqual(["greeter/theirs"]);
  });
});

describe("a project's place that is a folder already", () => {
  it("keeps what the project does not have", async () => {
    await writeFiles(folder, new Map([["src/other.ts", { contents: "old", mode: 0o644 }]]));
    const { ino } = await stat(folder);
    const staging = await prepare(folder);
    await staging.commit([]);
    await staging.discard();
    expect(await listFiles(folder)).toEqual(["bin/run", "src/main.ts", "src/other.ts"]);
    expect((await stat(folder)).ino).toBe(ino);
  });

  it("has the project's files instead of those of the same names", async () => {
    await writeFiles(folder, new Map([["src/main.ts", { contents: "old", mode: 0o644 }]]));
    const staging = await prepare(folder);
    await staging.commit(["src/main.ts"]);
    await staging.discard();
    expect(await readFile(join(folder, "src/main.ts"), "utf8")).toBe("new");
  });

  it("keeps a file that came after the place was looked at, and takes back what was moved before", async () => {
    const staging = await prepare(folder);
    await writeFiles(folder, new Map([["src/main.ts", { contents: "theirs", mode: 0o644 }]]));
    await expect(staging.commit([])).rejects.toThrow("main.ts was made by someone else meanwhile");
    await staging.discard();
    expect(await listFiles(folder)).toEqual(["src/main.ts"]);
    expect(await readFile(join(folder, "src/main.ts"), "utf8")).toBe("theirs");
  });

  it("is as it was, when the project cannot be moved as a whole", async () => {
    await writeFiles(folder, new Map([["bin/run", { contents: "old", mode: 0o755 }]]));
    const staging = await prepare(folder);
    // The second file cannot take its place: its folder is a file by now.
    await writeFile(join(folder, "src"), "old");
    await expect(staging.commit(["bin/run"])).rejects.toThrow();
    await staging.discard();
    expect(await listFiles(folder)).toEqual(["bin/run", "src"]);
    expect(await readFile(join(folder, "bin/run"), "utf8")).toBe("old");
  });
});

describe("mergeInto", () => {
  const file = (contents: string) => ({ contents, mode: 0o644 });

  it("puts back what it replaced, and removes the folders that it made", async () => {
    const [source, target] = [join(folder, "source"), join(folder, "target")];
    await writeFiles(source, new Map([["src/main.ts", file("new")]]));
    // Listed, and gone: moving it fails after its folder was made.
    await writeFiles(target, new Map([["bin/run", file("old")]]));
    const merge = { paths: ["src/main.ts", "bin/run"], replaceable: new Set(["bin/run"]) };
    expect(() => mergeInto(source, target, merge)).toThrow("ENOENT");
    expect(await listFiles(target)).toEqual(["bin/run"]);
    expect(await readFile(join(target, "bin/run"), "utf8")).toBe("old");
    expect(await readdir(target)).toEqual(["bin"]);
  });
});

describe("a dry run", () => {
  it("has no place at all", async () => {
    const staging = await openDryStaging();
    await writeFiles(staging.folder, project);
    await staging.commit([]);
    await staging.discard();
    await expect(stat(staging.folder)).rejects.toThrow("ENOENT");
  });
});
