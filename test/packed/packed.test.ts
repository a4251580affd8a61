import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Case, chosenCases, type Manager, managers, npms } from "./cases.js";
import { buildByHand } from "./container.js";
import { execute, type Running, startProgram } from "./execute.js";
import { type Installation, installPacked } from "./installation.js";

/*
 * Everything that `micro new` promises, with packed tarballs and away from the checkout: new, install, check, start,
 * a call, SIGTERM, and whether the stubs are current.
 */
let toolkit: Installation;
beforeAll(async () => {
  const used = [...new Set(chosenCases.map((it) => it.manager))];
  toolkit = await installPacked(used.flatMap((it) => managers[it].packages));
});
afterAll(async () => await toolkit?.[Symbol.asyncDispose]());

/** Where the project of a case goes. */
function folderOf({ manager, kind, name }: Case): string {
  return join(toolkit.projects, manager, kind, basename(name));
}

/** Building an image installs everything once more: two names will do. */
const imaged = ["greeter", "foo-bar"];

describe.each(chosenCases)(
  "a $kind called $name, with $manager",
  ({ name, kind, manager, registry = "mdns", npm }) => {
    let project: string;
    let env: NodeJS.ProcessEnv;
    beforeAll(async () => {
      env = npm === undefined ? toolkit.env : await toolkit.envWith(npms[npm]);
    });
    const run = async (command: string, ...args: readonly string[]) =>
      await execute(command, args, { cwd: project, env, withProblems: true });

    it("is written", async () => {
      const choices = ["--type", kind, "--pm", manager, "--registry", registry];
      const flags = [...choices, "--namespace", toolkit.namespace, "--no-git", "--json"];
      const folder = folderOf({ name, kind, manager });
      const out = await execute("micro", ["new", folder, "--name", name, ...flags], {
        cwd: toolkit.projects,
        env: toolkit.env,
      });
      project = JSON.parse(out).dir;
      expect(await readdir(join(project, "src", "gen"))).not.toEqual([]);
    });

    it("installs without a warning, and without a word about @ts-micro from a registry", async () => {
      expect(await run(manager, "install")).not.toMatch(/\bwarn(ing)?\b|ignored build/i);
      const manifest = JSON.parse(await readFile(join(project, "package.json"), "utf8"));
      expect(manifest.dependencies["@ts-micro/framework"]).toMatch(/^file:vendor\//);
      for (const file of (await readdir(project)).filter((it) => /lock/.test(it))) {
        const lock = await readFile(join(project, file), "utf8");
        expect(lock, file).not.toMatch(/https?:\/\/[^"\s]*ts-micro/);
      }
    });

    it.runIf(npm !== undefined)("installs without its lockfile, too", async () => {
      await rm(join(project, "package-lock.json"));
      await run(manager, "install", "--package-lock-only");
    });

    it("is green", async () => {
      const said = await run(manager, "run", "check");
      expect(said).toContain("Found 0 warnings and 0 errors.");
      expect(said).not.toMatch(/\bwarn(ing)?\b/i);
    });

    it("is current", async () => {
      expect(await run(...managers[manager].exec, "micro", "generate", "--check")).toContain(
        "Generated code is current.\n",
      );
    });

    it("has nothing to upgrade", async () => {
      const author = ["-c", "user.name=x", "-c", "user.email=x@x"];
      await run("git", "init", "--quiet");
      await run("git", "add", "--all");
      await run("git", ...author, "commit", "--quiet", "--message", "x");
      expect(await run(...managers[manager].exec, "micro", "upgrade")).toContain("Everything is as ");
      expect(await run("git", "status", "--porcelain")).toBe("");
    });

    it("does what it is for, and ends in order", async () => {
      await tryOut({ project, kind, manager });
    });

    if (kind !== "service" || !imaged.includes(name)) return;
    it("does so from its image, too", async () => {
      const image = await buildByHand(project, { env: toolkit.env, home: toolkit.projects });
      expect(image.user).toBe("node");
      // Nothing but what production needs.
      expect(await readdir(join(image.folder, "node_modules"))).not.toContain("typescript");
      const [command = "", ...args] = image.command;
      const env = { ...image.env, MICRO_SERVER_ADDRESS: "127.0.0.1:0" };
      const service = startProgram(command, args, { cwd: image.folder, env });
      await callHello(service, project);
      expect(await service.stop(), service.log()).toBe(0);
    });
  },
);

it("npm run dev follows a file that is replaced, and starts again after a signal", async () => {
  const [{ manager }] = chosenCases as readonly [Case];
  const project = folderOf({ manager, kind: "service", name: "greeter" });
  const { scripts } = JSON.parse(await readFile(join(project, "package.json"), "utf8"));
  const [command = "", ...args] = scripts.dev.split(" ");
  const env = {
    ...toolkit.env,
    PATH: [join(project, "node_modules", ".bin"), toolkit.env.PATH].join(delimiter),
  };
  const handler = join(project, "src", "handler", "greeter.ts");
  const code = await readFile(handler, "utf8");
  const dev = startProgram(command, args, { cwd: project, env });
  try {
    await until(dev, () => /registers node/.test(dev.log()));
    for (const mark of ["the first change", "the second change"]) {
      await replace(handler, `${code}\nconsole.log("${mark} by process", process.pid);\n`);
      await until(dev, () => dev.log().includes(mark));
    }
    const nodes = () => [...dev.log().matchAll(/registers node \S+/g)].length;
    await until(dev, () => nodes() === 3);
    process.kill(Number(/second change by process (\d+)/.exec(dev.log())?.[1]), "SIGKILL");
    await until(dev, () => nodes() === 4);
  } finally {
    await replace(handler, code);
    await dev.stop();
  }
});

/** Puts a new file in the place of an old one, where writing would have changed the old one. */
async function replace(path: string, content: string): Promise<void> {
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}

interface Trial {
  readonly project: string;
  readonly kind: Case["kind"];
  readonly manager: Manager;
}

async function tryOut({ project, kind, manager }: Trial): Promise<void> {
  const env = { ...toolkit.env, WEB_ADDRESS: "127.0.0.1:0" };
  const main = ["--enable-source-maps", join(project, "dist", "main.js")];
  if (kind === "client") {
    await withGreeter(manager, async () => {
      expect(await execute(process.execPath, [...main, "Mary"], { cwd: project, env })).toBe("Hello Mary\n");
    });
    return;
  }
  const program = startProgram(process.execPath, main, { cwd: project, env });
  if (kind === "web") {
    await withGreeter(manager, () => askPage(program));
    expect(await program.stop(), program.log()).toBe(0);
    return;
  }
  await callHello(program, project);
  if (kind === "api") await callRoute(project);
  const code = kind === "function" ? await ended(program) : await program.stop();
  expect(code, program.log()).toBe(0);
}

async function askPage(page: Running): Promise<void> {
  const url = await until(page, () => /The page is at (http\S+)/.exec(page.log())?.[1]);
  const answer = await fetch(new URL("hello", url), { method: "POST", body: '{"name":"Mary"}' });
  expect(await answer.json()).toEqual({ message: "Hello Mary" });
}

async function callHello(service: Running, project: string): Promise<void> {
  const micro = async (...args: string[]) => await execute("micro", args, { cwd: project, env: toolkit.env });
  const manifest = JSON.parse(await readFile(join(project, ".micro", "manifest.json"), "utf8"));
  const name: string = manifest.answers.service;
  await until(service, async () => (await micro("list", "services")).split("\n").includes(name));
  const record = await micro("get", "service", name, "--output", "json");
  const endpoint = /"name": ?"(\w+\.Hello)"/.exec(record)?.[1] ?? "";
  expect(JSON.parse(await micro("call", name, endpoint, '{"name":"John"}'))).toEqual({
    message: "Hello John",
  });
}

/** Calls the project over HTTP, as its README says. */
async function callRoute(project: string): Promise<void> {
  const flags = ["--address", "127.0.0.1:0", "--namespace", toolkit.namespace];
  const gateway = startProgram("micro", ["api", ...flags], { cwd: project, env: toolkit.env });
  const url = await until(gateway, () => /The API gateway is at (http\S+)/.exec(gateway.log())?.[1]);
  const route = `${url}/v1/${basename(project)}/hello/John`;
  await until(gateway, async () => (await fetch(route)).ok);
  expect(await (await fetch(route)).json()).toEqual({ message: "Hello John" });
  // As every command that is interrupted.
  expect(await gateway.stop(), gateway.log()).toBe(130);
}

/** Runs the service that pages and clients call: the first case of each package manager. */
async function withGreeter(manager: Manager, work: () => Promise<void>): Promise<void> {
  const greeter = folderOf({ manager, kind: "service", name: "greeter" });
  const service = startProgram(process.execPath, [join(greeter, "dist", "main.js")], {
    cwd: greeter,
    env: toolkit.env,
  });
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
