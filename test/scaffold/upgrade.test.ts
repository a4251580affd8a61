import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listFiles } from "../../src/scaffold/files/project-files.js";
import { upgradeProject } from "../../src/scaffold/upgrade/upgrade-project.js";
import { micro as runMicro } from "../cli/terminal.js";

const root = join(import.meta.dirname, "..", "..");

/*
 * The project is examples/greeter, made to look as if older templates had written it: a file is given older contents,
 * and the manifest the hash of those.
 */
let project: string;
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), "micro-upgrade-"));
  await cp(join(root, "examples", "greeter"), project, {
    recursive: true,
    filter: (path) => !/[\\/](node_modules|dist)$/.test(path),
  });
  await symlink(join(root, "node_modules"), join(project, "node_modules"));
  await git("init", "--quiet");
  // A link is no folder, which is what .gitignore speaks of.
  await writeFile(join(project, ".git/info/exclude"), "node_modules\n");
  await commit();
});
afterEach(async () => await rm(project, { recursive: true, force: true }));

const read = async (path: string) => await readFile(join(project, path), "utf8");
const edit = async (path: string, change: (text: string) => string) =>
  await writeFile(join(project, path), change(await read(path)));

async function git(...args: readonly string[]): Promise<string> {
  const author = ["-c", "user.name=x", "-c", "user.email=x@x", "-c", "commit.gpgsign=false"];
  return (await promisify(execFile)("git", [...author, ...args], { cwd: project })).stdout;
}

async function commit(): Promise<void> {
  await git("add", "--all");
  await git("commit", "--quiet", "--allow-empty", "--message", "x");
}

/** Makes a file one that older templates wrote. */
async function age(path: string, change: (text: string) => string, recordedAs = path): Promise<void> {
  await edit(path, change);
  const hash = createHash("sha256")
    .update(await read(path))
    .digest("hex");
  await edit(".micro/manifest.json", (text) => {
    const manifest = JSON.parse(text);
    manifest.files[recordedAs] = hash;
    return JSON.stringify({ ...manifest, version: "0.0.9" }, null, 2);
  });
  await commit();
}

async function upgrade(dryRun = false): Promise<Record<string, string>> {
  const { files } = await upgradeProject(project, { dryRun, origin: { kind: "release" } });
  return Object.fromEntries(files);
}

describe("micro upgrade", () => {
  it("has nothing to do in a project of today", async () => {
    expect(await upgrade()).toEqual({});
    expect(await git("status", "--porcelain")).toBe("");
  });

  it("replaces what nobody touched, and creates what is new", async () => {
    const current = [await read("Dockerfile"), await read(".nvmrc")];
    await age("Dockerfile", (text) => text.replaceAll("node:24", "node:18"));
    await rm(join(project, ".nvmrc"));
    await edit(".micro/manifest.json", (text) => text.replace(/ *"\.nvmrc": "\w+",\n/, ""));
    await commit();
    expect(await upgrade()).toEqual({ ".nvmrc": "created", Dockerfile: "replaced" });
    expect([await read("Dockerfile"), await read(".nvmrc")]).toEqual(current);
    expect(JSON.parse(await read(".micro/manifest.json")).version).not.toBe("0.0.9");
    await commit();
    expect(await upgrade()).toEqual({});
  });

  it("merges what both sides changed", async () => {
    await age("Dockerfile", (text) => text.replace("USER node\n", ""));
    await edit("Dockerfile", (text) =>
      text.replace("FROM node:24-bookworm-slim AS build", "FROM my/node AS build"),
    );
    await commit();
    expect(await upgrade()).toEqual({ Dockerfile: "merged" });
    expect(await read("Dockerfile")).toContain("FROM my/node AS build");
    expect(await read("Dockerfile")).toContain("USER node\n");
  });

  it("marks what it cannot merge", async () => {
    await age(".nvmrc", () => "18\n");
    await edit(".nvmrc", () => "26\n");
    await commit();
    expect(await upgrade()).toEqual({ ".nvmrc": "conflict" });
    expect(await read(".nvmrc")).toMatch(/^<{7} yours\n26\n[\s\S]*={7}\n24\n>{7} new template\n$/);
  });

  it("leaves the user's changes alone where the template says what it said", async () => {
    await edit("src/handler/greeter.ts", (text) => text.replace("Hello ", "Hi "));
    await rm(join(project, ".editorconfig"));
    await commit();
    expect(await upgrade()).toEqual({});
    expect(await read("src/handler/greeter.ts")).toContain("Hi ");
    expect(await git("status", "--porcelain")).toBe("");
  });

  it("removes what templates no longer have, unless it was changed", async () => {
    await writeFile(join(project, "old-a.txt"), "a");
    await writeFile(join(project, "old-b.txt"), "b");
    await age("old-a.txt", (text) => text);
    await age("old-b.txt", (text) => text);
    await edit("old-b.txt", () => "mine");
    await commit();
    expect(await upgrade()).toEqual({ "old-a.txt": "removed", "old-b.txt": "kept" });
  });

  it("merges again what it merged before", async () => {
    const older = (text: string) => text.replace(/^FROM .*/, "FROM old AS build");
    await age("Dockerfile", older);
    await edit("Dockerfile", (text) => `${text}# 1\n`);
    await commit();
    expect(await upgrade()).toEqual({ Dockerfile: "merged" });
    // No commit holds the template's version, which is what the next merge starts from.
    await age(".micro/base/Dockerfile", older, "Dockerfile");
    await edit("Dockerfile", (text) => `${older(text)}# 2\n`);
    await commit();
    expect(await upgrade()).toEqual({ Dockerfile: "merged" });
    expect(await read("Dockerfile")).toMatch(/^FROM node:[\s\S]*\n# 1\n# 2\n$/);
  });

  it("brings a lockfile the packages of Micro, and leaves the rest to npm", async () => {
    const place = "node_modules/@ts-micro/toolkit";
    const mine = { version: "1.0.0", resolved: "https://registry.npmjs.org/mine/-/mine-1.0.0.tgz" };
    const lockfile = {
      lockfileVersion: 3,
      packages: { "node_modules/mine": mine, [place]: { version: "0.0.9", integrity: "sha512-old" } },
    };
    await writeFile(join(project, "package-lock.json"), JSON.stringify(lockfile));
    await commit();
    expect(await upgrade()).toEqual({ "package-lock.json": "merged" });
    const { packages } = JSON.parse(await read("package-lock.json"));
    expect(packages["node_modules/mine"]).toEqual(mine);
    expect(packages[place]).toMatchObject({ version: "0.1.0" });
    expect(packages[place]).not.toHaveProperty("integrity");
    await commit();
    expect(await upgrade()).toEqual({});
  });

  it("takes a lockfile for current in which npm has added checksums, and one that cannot be read for npm's", async () => {
    const own = { version: "0.1.0", integrity: "sha512-of-the-registry" };
    const packages = Object.fromEntries(
      ["framework", "toolkit"].map((it) => [`node_modules/@ts-micro/${it}`, own]),
    );
    for (const text of [JSON.stringify({ packages }), "<<<<<<< HEAD"]) {
      await writeFile(join(project, "package-lock.json"), text);
      await commit();
      expect(await upgrade()).toEqual({});
    }
  });

  it("changes package.json by steps, and leaves alone what its owner changed", async () => {
    const current = JSON.parse(await read("package.json"));
    await age("package.json", (text) => {
      const manifest = JSON.parse(text);
      manifest.devDependencies.vitest = "~1.0.0";
      manifest.devDependencies.oxlint = "1.0.0";
      manifest.devDependencies.prettier = "^3.0.0";
      manifest.scripts.start = "node old.js";
      delete manifest.scripts.check;
      return `${JSON.stringify(manifest, null, 2)}\n`;
    });
    await edit("package.json", (text) => {
      const manifest = JSON.parse(text);
      manifest.devDependencies.oxlint = "1.1.1";
      manifest.devDependencies["@ts-micro/toolkit"] = "0.0.1";
      manifest.dependencies.express = "^5.0.0";
      manifest.scripts.build = "mine";
      delete manifest.scripts.test;
      return `${JSON.stringify(manifest, null, 2)}\n`;
    });
    await commit();
    const { files, steps } = await upgradeProject(project, { origin: { kind: "release" } });
    expect(Object.fromEntries(files)).toEqual({ "package.json": "merged" });
    expect(steps.get("package.json")).toEqual([
      "1: @ts-micro/* is that of the toolkit",
      "2: versions that were left as written are those of the template",
      "3: scripts that were left as written are those of the template",
    ]);
    const { dependencies, devDependencies, scripts } = JSON.parse(await read("package.json"));
    expect(dependencies).toEqual({ ...current.dependencies, express: "^5.0.0" });
    expect(devDependencies).toEqual({ ...current.devDependencies, oxlint: "1.1.1" });
    expect(scripts).toEqual({ ...current.scripts, build: "mine", test: undefined });
    await commit();
    expect(await upgrade()).toEqual({});
  });

  it("changes buf files by steps, and keeps their comments", async () => {
    await age("buf.yaml", (text) => text.replace(/ {2}except:\n.*\n.*\n/, ""));
    await age("buf.gen.yaml", (text) => text.replace("    strategy: all\n", ""));
    await edit("buf.yaml", (text) => text.replace("    - STANDARD\n", "    # Ours.\n    - BASIC\n"));
    await edit("buf.gen.yaml", (text) => `${text}  - local: protoc-gen-other\n    out: other\n`);
    await commit();
    const { files, steps } = await upgradeProject(project, { origin: { kind: "release" }, dryRun: true });
    expect(Object.fromEntries(files)).toEqual({ "buf.yaml": "merged", "buf.gen.yaml": "merged" });
    expect([...steps.values()].flat()).toEqual([
      "5: protoc-gen-micro is called as the template calls it",
      "4: rules that the template has gained are added",
    ]);
  });

  it("keeps the tarballs that it comes from itself, and drops those of older versions", async () => {
    const names = ["framework", "toolkit"];
    await mkdir(join(project, "vendor"));
    for (const name of names) {
      for (const version of ["0.0.9", "0.1.0"]) {
        await writeFile(join(project, `vendor/ts-micro-${name}-${version}.tgz`), `${name} ${version}`);
      }
    }
    await commit();
    const files = Object.fromEntries(
      names.map((it) => [`@ts-micro/${it}`, join(project, `vendor/ts-micro-${it}-0.1.0.tgz`)]),
    );
    await upgradeProject(project, { origin: { kind: "tarballs", files } });
    expect(await listFiles(join(project, "vendor"))).toEqual([
      "ts-micro-framework-0.1.0.tgz",
      "ts-micro-toolkit-0.1.0.tgz",
    ]);
    expect(await read("vendor/ts-micro-framework-0.1.0.tgz")).toBe("framework 0.1.0");
  });

  it("shows what it would do, and does not", async () => {
    await age("Dockerfile", (text) => text.replaceAll("node:24", "node:18"));
    expect(await upgrade(true)).toEqual({ Dockerfile: "replaced" });
    expect(await git("status", "--porcelain")).toBe("");
  });

  it("shows it, too, where there are changes that are not committed", async () => {
    await age("Dockerfile", (text) => text.replaceAll("node:24", "node:18"));
    await edit("src/handler/greeter.ts", (text) => `${text}// not committed\n`);
    const { code, stdout } = await runMicro(["upgrade", "--dry-run"], { cwd: project });
    expect(code).toBe(0);
    expect(stdout).toContain("replaced Dockerfile\n");
    expect(stdout).toMatch(/Nothing was changed\.\n$/);
    expect(await git("status", "--porcelain")).toBe(" M src/handler/greeter.ts\n");
  });

  it.each([
    [
      "changes that are not committed",
      async () => await edit("README.md", () => "x"),
      "commit or stash them first",
    ],
    [
      "no manifest",
      async () => await rm(join(project, ".micro"), { recursive: true }),
      "nothing to upgrade by",
    ],
    ["no repository", async () => await rm(join(project, ".git"), { recursive: true }), "is not under git"],
    [
      "a newer project",
      async () => {
        await edit(".micro/manifest.json", (text) =>
          text.replace(/"version": "[^"]*"/, '"version": "99.0.0"'),
        );
        await commit();
      },
      "is newer than this toolkit",
    ],
    [
      "a kind it does not know",
      async () => {
        await edit(".micro/manifest.json", (text) => text.replace('"kind": "service"', '"kind": "lambda"'));
        await commit();
      },
      'says "lambda"',
    ],
  ])("refuses %s, and changes nothing", async (_what, prepare, message) => {
    await prepare();
    const { code, stderr } = await runMicro(["upgrade"], { cwd: project });
    expect(code).toBe(2);
    expect(stderr.split("\n")[0]).toContain(message);
  });
});
