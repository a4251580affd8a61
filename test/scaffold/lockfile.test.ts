import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { newProject } from "../../src/scaffold/project/new-project.js";
import { answerRequest, type NewRequest } from "../../src/scaffold/project/request.js";
import type { Origin } from "../../src/scaffold/tools/origin.js";

// buf and npm are processes of their own.
vi.setConfig({ testTimeout: 60_000 });

const root = join(import.meta.dirname, "..", "..");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "micro-lockfile-"));
});
afterAll(async () => await rm(folder, { recursive: true, force: true }));

let count = 0;

/** @returns the folder of a project */
async function write(
  request: Omit<NewRequest, "target">,
  kind: Exclude<Origin["kind"], "tarballs"> = "checkout",
): Promise<string> {
  count += 1;
  const cwd = join(folder, String(count));
  const asked = { target: "greeter", packageManager: "npm" as const, ...request };
  const answers = await answerRequest(asked, { cwd, env: {} });
  return (await newProject(answers, { origin: { kind } })).directory;
}

/** npm 10 drops which C library a package is for, which npm 11 writes. */
const readLock = async (project: string) =>
  (await readFile(join(project, "package-lock.json"), "utf8")).replace(/^ +"libc": \[[^\]]*\],\n/gm, "");

/** Lets npm look at a project without a network, whatever this machine's npm is told. */
async function npm(project: string, ...args: readonly string[]): Promise<string> {
  const settings = ["--offline", "--no-audit", "--no-fund", "--no-omit-lockfile-registry-resolved"];
  return (await promisify(execFile)("npm", [...args, ...settings], { cwd: project })).stdout;
}

describe("The lockfile of a project", () => {
  it.each([{ kind: "service" }, { kind: "client" }, { kind: "web", registry: "consul" }] as const)(
    "is what npm itself would write for $kind $registry",
    async (request) => {
      const project = await write(request);
      const written = await readLock(project);
      await npm(project, "install", "--package-lock-only");
      expect(await readLock(project)).toBe(written);
      // Says so where anything that package.json names were not in it.
      await npm(project, "ci", "--dry-run");
    },
  );

  it("names what a registry has where a registry is where packages come from", async () => {
    const project = await write({}, "release");
    const { packages } = JSON.parse(await readLock(project));
    expect(packages["node_modules/@ts-micro/framework"]).toMatchObject({
      version: "0.1.0",
      resolved: "https://registry.npmjs.org/@ts-micro/framework/-/framework-0.1.0.tgz",
    });
    await npm(project, "ci", "--dry-run");
  });

  it("has the versions that this checkout is tested with", async () => {
    const { packages } = JSON.parse(await readLock(await write({})));
    const tested = JSON.parse(await readFile(join(root, "package-lock.json"), "utf8")).packages;
    const places = Object.keys(packages).filter((it) => it !== "" && !it.includes("@ts-micro/"));
    expect(places.length).toBeGreaterThan(50);
    for (const place of places) expect(packages[place].integrity, place).toBe(tested[place].integrity);
  });

  it("knows every package for every system, by its checksum and where a registry has it", async () => {
    const { packages } = JSON.parse(await readLock(await write({})));
    expect(packages["node_modules/@bufbuild/buf-win32-x64"]).toMatchObject({ dev: true, optional: true });
    for (const [place, it] of Object.entries<Record<string, string>>(packages)) {
      if (place === "") continue;
      expect(it.resolved, place).toMatch(/^(https:\/\/registry\.npmjs\.org\/|file:vendor\/).*\.tgz$/);
      expect(it.integrity, place).toMatch(/^sha512-/);
    }
  });

  it("is left to other package managers, and to templates of the user's own", async () => {
    expect(existsSync(join(await write({ packageManager: "pnpm" }), "package-lock.json"))).toBe(false);
    const template = join(folder, "template");
    await mkdir(template);
    await writeFile(join(template, "package.json"), '{ "dependencies": { "left-pad": "1.3.0" } }');
    expect(existsSync(join(await write({ template }), "package-lock.json"))).toBe(false);
  });
});
