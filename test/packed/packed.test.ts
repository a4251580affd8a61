import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { execute, type Running, startProgram } from "./execute.js";
import { type Installation, installPacked } from "./installation.js";

/*
 * Everything that `micro new` promises, with packed tarballs and away from the checkout. PACKED=all runs every
 * kind with every package manager, and the names that are hard; else a choice of them that takes minutes.
 */
const managers = {
  npm: [],
  pnpm: ["pnpm@10"],
  yarn: ["@yarnpkg/cli-dist@4"],
  bun: ["bun@1"],
} as const;
type Manager = keyof typeof managers;
interface Case {
  readonly name: string;
  readonly kind: "service" | "function" | "api" | "web" | "client";
  readonly manager: Manager;
}

const some: readonly Case[] = [
  { name: "greeter", kind: "service", manager: "npm" },
  { name: "@acme/user-api", kind: "api", manager: "npm" },
  { name: "promise", kind: "function", manager: "npm" },
  { name: "foo-bar", kind: "service", manager: "pnpm" },
  { name: "page", kind: "web", manager: "npm" },
  { name: "caller", kind: "client", manager: "npm" },
];
const all: readonly Case[] = [
  ...some,
  ...(["service", "function", "api", "web", "client"] as const).flatMap((kind) =>
    (["npm", "pnpm", "yarn", "bun"] as const).map((manager) => ({
      name: `${manager}-${kind}`,
      kind,
      manager,
    })),
  ),
  ...["@acme/user-api", "promise", "foo_bar", "HTTPServer"].map(
    (name): Case => ({ name, kind: "service", manager: "pnpm" }),
  ),
];
const cases = process.env.PACKED === "all" ? all : some;

let toolkit: Installation;
beforeAll(async () => {
  const used = [...new Set(cases.map((it) => it.manager))];
  toolkit = await installPacked(used.flatMap((it) => managers[it]));
});
afterAll(async () => await toolkit?.[Symbol.asyncDispose]());

describe.each(cases)("a $kind called $name, with $manager", ({ name, kind, manager }) => {
  let project: string;
  const run = async (command: string, ...args: readonly string[]) =>
    await execute(command, args, { cwd: project, env: toolkit.env });

  it("is written", async () => {
    const flags = ["--type", kind, "--pm", manager, "--yes", "--no-git", "--json"];
    const folder = join(
      toolkit.projects,
      `${manager}-${kind}-${name.replace(/\W+/g, "")}`,
      name.split("/").at(-1) ?? "",
    );
    const out = await execute("micro", ["new", folder, "--name", name, ...flags], {
      cwd: toolkit.projects,
      env: toolkit.env,
    });
    project = JSON.parse(out).dir;
    expect(await readdir(join(project, "src", "gen"))).not.toEqual([]);
  });

  it("installs without a word about @ts-micro from a registry", async () => {
    await run(manager, "install");
    const manifest = JSON.parse(await readFile(join(project, "package.json"), "utf8"));
    expect(manifest.dependencies["@ts-micro/framework"]).toMatch(/^file:vendor\//);
    for (const file of (await readdir(project)).filter((it) => /lock/.test(it))) {
      const lock = await readFile(join(project, file), "utf8");
      expect(lock, file).not.toMatch(/https?:\/\/[^"\s]*ts-micro/);
    }
  });

  it("is green", async () => {
    const said = await run(manager, "run", "check");
    expect(said).toContain("Found 0 warnings and 0 errors.");
  });

  it("is current", async () => {
    expect(await run(...runner(manager), "micro", "generate", "--check")).toBe(
      "Generated code is current.\n",
    );
  });

  it("does what it is for, and ends in order", async () => {
    await tryOut({ project, kind });
  });
});

/** How a package manager runs an executable, its own words kept out of the output. */
function runner(manager: Manager): readonly [string, ...string[]] {
  if (manager === "npm") return ["npx"];
  return manager === "bun" ? ["bunx"] : manager === "pnpm" ? ["pnpm", "exec"] : ["yarn", "run"];
}

async function tryOut({
  project,
  kind,
}: {
  readonly project: string;
  readonly kind: Case["kind"];
}): Promise<void> {
  const env = { ...toolkit.env, WEB_ADDRESS: "127.0.0.1:0" };
  const micro = async (...args: string[]) => await execute("micro", args, { cwd: project, env });
  const main = ["--enable-source-maps", join(project, "dist", "main.js")];
  const manifest = JSON.parse(await readFile(join(project, ".micro", "manifest.json"), "utf8"));
  const name: string = manifest.answers.service;
  if (kind === "web" || kind === "client") {
    await withGreeter(async () => {
      if (kind === "client") {
        expect(await execute(process.execPath, [...main, "Mary"], { cwd: project, env })).toBe(
          "Hello Mary\n",
        );
        return;
      }
      const page = startProgram(process.execPath, main, { cwd: project, env });
      const url = await until(page, () => /The page is at (http\S+)/.exec(page.log())?.[1]);
      const answer = await fetch(new URL("hello", url), { method: "POST", body: '{"name":"Mary"}' });
      expect(await answer.json()).toEqual({ message: "Hello Mary" });
      expect(await page.stop(), page.log()).toBe(0);
    });
    return;
  }
  const service = startProgram(process.execPath, main, { cwd: project, env });
  const listed = async () => (await micro("list", "services")).split("\n").includes(name);
  await until(service, listed);
  const endpoint =
    /"name": ?"(\w+\.Hello)"/.exec(await micro("get", "service", name, "--output", "json"))?.[1] ?? "";
  expect(JSON.parse(await micro("call", name, endpoint, '{"name":"John"}'))).toEqual({
    message: "Hello John",
  });
  const code = kind === "function" ? await ended(service) : await service.stop();
  expect(code, service.log()).toBe(0);
}

/** Runs the first service of the matrix: what pages and clients call. */
async function withGreeter(work: () => Promise<void>): Promise<void> {
  const greeter = join(toolkit.projects, "npm-service-greeter", "greeter", "dist", "main.js");
  const service = startProgram(process.execPath, [greeter], { cwd: toolkit.projects, env: toolkit.env });
  try {
    await until(service, async () => /registers node/.test(service.log()));
    await work();
  } finally {
    await service.stop();
  }
}

async function ended({ child }: Running): Promise<number | null> {
  while (child.exitCode === null) await new Promise((done) => setTimeout(done, 50));
  return child.exitCode;
}

async function until<T>(program: Running, look: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (let turn = 0; turn < 300; turn += 1) {
    const found = await look();
    if (found) return found;
    if (program.child.exitCode !== null) break;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`it never came about:\n${program.log()}`);
}
