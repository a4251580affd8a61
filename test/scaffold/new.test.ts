import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { listFiles } from "../../src/scaffold/files/project-files.js";
import { type Outcome, micro as runMicro } from "../cli/terminal.js";

// buf, npm and the compiler are processes of their own.
vi.setConfig({ testTimeout: 60_000 });

const root = join(import.meta.dirname, "..", "..");

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "micro-scaffold-"));
});
afterEach(async () => await rm(cwd, { recursive: true, force: true }));

/** Runs a command line in this process, in the test's folder. */
async function micro(...argv: readonly string[]): Promise<Outcome> {
  return await runMicro(argv, { cwd });
}

describe("micro new", () => {
  it("writes a project, and says what to do with it", async () => {
    const { code, stdout } = await micro("new", "greeter", "--no-git");
    expect(code).toBe(0);
    expect(stdout).toContain("├── proto\n│   └── greeter\n│       └── v1\n│           └── greeter.proto\n");
    expect(stdout).toMatch(
      /\n\nNext:\n {2}cd greeter\n {2}npm install\n {2}npm run dev\n {2}npx micro call greeter Greeter\.Hello '{"name":"John"}'\n$/,
    );
    expect(await readdir(cwd)).toEqual(["greeter"]);
    expect(await readFile(join(cwd, "greeter/src/gen/greeter/v1/greeter.micro.ts"), "utf8")).toContain(
      "export function createGreeterClient",
    );
  });

  it("records how the project was made", async () => {
    await micro("new", "@acme/user-api", "--namespace", "go.micro.srv", "--no-git", "--no-k8s");
    const manifest = JSON.parse(await readFile(join(cwd, "user-api/.micro/manifest.json"), "utf8"));
    expect(manifest.answers).toMatchObject({
      name: "@acme/user-api",
      service: "go.micro.srv.user-api",
      kubernetes: false,
    });
    const unrecorded = [".micro/manifest.json", "package-lock.json"];
    const files = (await listFiles(join(cwd, "user-api"))).filter((it) => !unrecorded.includes(it));
    expect(Object.keys(manifest.files)).toEqual(files);
    const readme = await readFile(join(cwd, "user-api/README.md"), "utf8");
    expect(readme).toContain("\nmicro new @acme/user-api --namespace go.micro.srv --no-k8s\n");
  });

  it.each(["absolute", ".."])("writes no path of this machine, whatever was typed: %s", async (kind) => {
    const inner = join(cwd, "inner");
    await mkdir(inner);
    const target = kind === ".." ? "../greeter" : join(cwd, "greeter");
    expect((await runMicro(["new", target, "--no-git"], { cwd: inner })).code).toBe(0);
    const folder = join(cwd, "greeter");
    for (const file of await listFiles(folder)) {
      expect(await readFile(join(folder, file), "latin1"), file).not.toContain(cwd);
    }
    expect(await readFile(join(folder, "README.md"), "utf8")).toContain("\nmicro new greeter\n");
  });

  it("prints JSON for machines, and nothing else", async () => {
    const { code, stdout } = await micro("new", "services/greeter", "--json", "--no-git", "--pm", "pnpm");
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ dir: join(cwd, "services/greeter"), name: "greeter", replaced: [] });
    expect(result).toMatchObject({ dryRun: false, installed: false, problems: [] });
    expect(result.files).toEqual(await listFiles(join(cwd, "services/greeter")));
    expect(result.nextSteps.slice(0, 3)).toEqual(["cd services/greeter", "pnpm install", "pnpm run dev"]);
  });

  it("commits to a new repository, and never to someone else's", async () => {
    await micro("new", "greeter");
    expect(await git("greeter", "log", "--format=%s")).toBe("Scaffold with micro new greeter\n");
    expect(await git("greeter", "status", "--porcelain")).toBe("");
    expect(await git("greeter", "branch", "--show-current")).toBe("main\n");
    await micro("new", "greeter/inner");
    expect(await git("greeter", "log", "--format=%s")).toBe("Scaffold with micro new greeter\n");
    await expect(stat(join(cwd, "greeter/inner/.git"))).rejects.toThrow("ENOENT");
    // GitHub looks for workflows at the top of a repository, and nowhere else.
    await expect(stat(join(cwd, "greeter/inner/.github"))).rejects.toThrow("ENOENT");
  });

  it("writes into the folder it stands in", async () => {
    await mkdir(join(cwd, "greeter/.git"), { recursive: true });
    cwd = join(cwd, "greeter");
    const { code, stdout } = await micro("new", ".", "--no-git");
    expect(code).toBe(0);
    expect(stdout).not.toContain("cd ");
    expect(await readdir(cwd)).toContain("package.json");
    cwd = join(cwd, "..");
  });

  describe("refuses, in one line, with the remedy, and writes nothing:", () => {
    it.each([
      ["no name where nobody can be asked", [], "a name is missing; for example: micro new greeter"],
      ["an empty name", [""], "a name is missing; for example: micro new greeter"],
      ["no name, with flags", ["--no-k8s"], "for example: micro new greeter --no-k8s"],
      ["an invalid name", ["größe"], 'try "groesse"'],
      ["a path that is none", ["a/b/c d"], 'try "c-d"'],
      ["an invalid namespace", ["x", "--namespace", "A B"], 'try "go.micro.srv"'],
      [
        "a kind that is none",
        ["x", "--type", "lambda"],
        "Allowed choices are service, function, api, web, client",
      ],
      ["a package manager that is none", ["x", "--pm", "pip"], "Allowed choices are npm, pnpm, yarn, bun"],
      ["a flag that is none", ["x", "--frobnicate"], "unknown option '--frobnicate'"],
      ["two names", ["x", "y"], "too many arguments"],
      [
        "an image of a client",
        ["x", "--type", "client", "--docker"],
        "--docker: a client has none; it is for --type service, function, api, web",
      ],
      [
        "a deployment of a function",
        ["x", "--type", "function", "--k8s"],
        "--k8s: a function has none; it is for --type service, api, web",
      ],
      [
        "a registry that is none",
        ["x", "--registry", "zookeeper"],
        "use one of mdns, etcd, consul, kubernetes",
      ],
    ])("%s", async (_what, argv, message) => {
      const { code, stdout, stderr } = await micro("new", ...argv);
      expect(code).toBe(2);
      expect(stdout).toBe("");
      const [first, ...rest] = stderr.trimEnd().split("\n");
      expect(first).toMatch(/^error: /);
      expect(first).toContain(message);
      expect(rest.join("\n")).toMatch(/^$|^usage: micro new /);
      expect(await readdir(cwd)).toEqual([]);
    });

    it("a folder that is in use", async () => {
      await mkdir(join(cwd, "greeter"));
      await writeFile(join(cwd, "greeter", "mine.txt"), "mine");
      const { code, stderr } = await micro("new", "greeter");
      expect(code).toBe(2);
      expect(stderr).toMatch(
        /^error: .*greeter is not empty \(mine\.txt\); choose another folder, or --force /,
      );
      expect(await listFiles(cwd)).toEqual(["greeter/mine.txt"]);
    });

    it("a file", async () => {
      await writeFile(join(cwd, "greeter"), "mine");
      const { code, stderr } = await micro("new", "greeter", "--force");
      expect(code).toBe(2);
      expect(stderr).toMatch(/^error: .*greeter is a file; choose another folder/);
      expect(await readFile(join(cwd, "greeter"), "utf8")).toBe("mine");
    });
  });

  it("shows what it would do, and does not", async () => {
    const { code, stdout } = await micro("new", "greeter", "--dry-run");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^create {3}\.dockerignore \(\d+ bytes\)\n/);
    expect(stdout).toContain("src/gen/greeter/v1/greeter.micro.ts");
    expect(stdout).toMatch(/\nNothing was written\.\n$/);
    const json = await micro("new", "greeter", "--dry-run", "--json");
    expect(JSON.parse(json.stdout)).toMatchObject({ dryRun: true, installed: false });
    expect(await readdir(cwd)).toEqual([]);
  });

  it("replaces by force what it has a file for, and nothing else", async () => {
    await mkdir(join(cwd, "greeter/src"), { recursive: true });
    for (const path of ["README.md", "mine.txt", "src/mine.ts"])
      await writeFile(join(cwd, "greeter", path), "mine");
    const dry = await micro("new", "greeter", "--force", "--dry-run");
    expect(dry.stdout).toMatch(/^replace {2}README\.md/m);
    const { code, stdout } = await micro("new", "greeter", "--force", "--no-git");
    expect(code).toBe(0);
    expect(stdout).toContain("\nReplaced: README.md\n");
    expect(await readFile(join(cwd, "greeter/mine.txt"), "utf8")).toBe("mine");
    expect(await readFile(join(cwd, "greeter/src/mine.ts"), "utf8")).toBe("mine");
    expect(await readFile(join(cwd, "greeter/README.md"), "utf8")).toMatch(/^# greeter/);
  });

  it("commits nothing in a folder that held files: they may be secrets", async () => {
    await mkdir(join(cwd, "greeter"));
    await writeFile(join(cwd, "greeter/prod.key"), "secret");
    expect((await micro("new", "greeter", "--force")).code).toBe(0);
    await expect(stat(join(cwd, "greeter/.git"))).rejects.toThrow("ENOENT");
  });

  it("says what is left to do, when it is interrupted while packages are installed", async () => {
    await writeFile(join(cwd, "pnpm"), "#!/bin/sh\n> started\nexec sleep 60\n", { mode: 0o755 });
    const argv = [join(root, "dist/cli/micro.js"), "new", "greeter", "--pm", "pnpm", "--install"];
    const env = { ...process.env, PATH: `${cwd}:${process.env.PATH}` };
    const child = spawn(process.execPath, argv, { cwd, env });
    const [problem, closed] = [text(child.stderr), once(child, "close")];
    await expect.poll(() => existsSync(join(cwd, "greeter/started")), { timeout: 30_000 }).toBe(true);
    child.kill("SIGINT");
    expect(await closed).toEqual([130, null]);
    expect(await problem).toContain(
      `interrupted; the project is complete at ${join(cwd, "greeter")}\n\nNext:\n  cd greeter\n  pnpm install\n`,
    );
  });

  it("keeps the project when its packages cannot be installed, and says so with exit code 3", async () => {
    await writeFile(join(cwd, ".npmrc"), "registry=http://127.0.0.1:9/\nfetch-retries=0\n");
    const child = await start(["new", "greeter", "--install", "--no-git"], {
      npm_config_userconfig: join(cwd, ".npmrc"),
      npm_config_cache: join(cwd, ".cache"),
    });
    expect(child.code).toBe(3);
    expect(child.stderr).toContain(
      `error: the project is complete, but its packages are not installed; try again: cd ${join(cwd, "greeter")} && npm install\n`,
    );
    expect(child.stdout).toContain("\nNext:\n  cd greeter\n  npm install\n");
    expect(await readdir(join(cwd, "greeter"))).toContain("package.json");
  });

  it("tells machines of it, too", async () => {
    await writeFile(join(cwd, ".npmrc"), "registry=http://127.0.0.1:9/\nfetch-retries=0\n");
    const child = await start(["new", "greeter", "--install", "--no-git", "--json"], {
      npm_config_userconfig: join(cwd, ".npmrc"),
      npm_config_cache: join(cwd, ".cache"),
    });
    expect(child.code).toBe(3);
    const { installed, problems } = JSON.parse(child.stdout);
    expect(installed).toBe(false);
    expect(problems).toEqual([expect.stringMatching(/^the project is complete, but its packages are not/)]);
  });
});

describe("micro new, interrupted", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("by %s leaves nothing and exits with 130", async (signal) => {
    const child = spawn(process.execPath, [join(root, "dist/cli/micro.js"), "new", "a/greeter"], { cwd });
    const closed = once(child, "close");
    // Its staging folder is there: from now until the last step, it has written something.
    while ((await listFiles(cwd)).length === 0) await new Promise((done) => setTimeout(done, 5));
    child.kill(signal);
    expect(await closed).toEqual([130, null]);
    expect(await readdir(cwd)).toEqual([]);
  });
});

async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const child = spawn("git", args, { cwd: join(cwd, folder) });
  return await text(child.stdout);
}

/** Runs a command line in a process of its own. */
async function start(argv: readonly string[], env: Readonly<Record<string, string>>): Promise<Outcome> {
  const child = spawn(process.execPath, [join(root, "dist/cli/micro.js"), ...argv], {
    cwd,
    env: { ...process.env, ...env },
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { code, stdout, stderr };
}
