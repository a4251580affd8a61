import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listFiles } from "../../src/scaffold/files/project-files.js";

const main = join(import.meta.dirname, "..", "..", "dist", "cli", "micro.js");

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "micro-failures-"));
});
afterEach(async () => await rm(cwd, { recursive: true, force: true }));

interface Running {
  readonly child: ChildProcess;
  /** What it came to: its exit code or the signal that ended it, and what it said was wrong. */
  readonly end: Promise<{ readonly code: number | string; readonly problem: string }>;
}

function start(command: string, ...args: readonly string[]): Running {
  const child = spawn(command, args, { cwd, stdio: ["ignore", "ignore", "pipe"] });
  const problem = text(child.stderr);
  const end = once(child, "close").then(async ([code, signal]) => ({
    code: code ?? signal,
    // On a slow machine, a line before says what goes on.
    problem: (await problem).replace(/^writing .* \.\.\.\n/, ""),
  }));
  return { child, end };
}

const micro = (...args: readonly string[]) => start(process.execPath, main, ...args);

/** Waits until something is written, be it a staging folder. */
async function firstSign(): Promise<void> {
  while ((await readdir(cwd)).length === 0) await sleep(5);
}

describe("micro new, interrupted", () => {
  // A run takes less than a second where nothing else runs; these moments are spread over all its steps.
  const moments = [0, 100, 200, 300, 400, 500, 700, 900, 1200];

  /** Every file of the project, sorted. */
  let whole: readonly string[];
  beforeAll(async () => {
    const args = [main, "new", "greeter", "--dry-run", "--json"];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: tmpdir() });
    whole = JSON.parse(stdout).files;
  });

  it.each(moments)("after %i ms has written everything or nothing", async (delayMs) => {
    const { child, end } = micro("new", "a/greeter");
    await sleep(delayMs);
    child.kill("SIGINT");
    const { code } = await end;
    // Without a handler yet, the signal itself; with one, 130; too late, 0.
    expect(["SIGINT", 130, 0]).toContain(code);
    const files = await listFiles(cwd);
    if (files.length === 0) {
      expect(code).not.toBe(0);
      expect(await readdir(cwd)).toEqual([]);
      return;
    }
    expect(await readdir(join(cwd, "a"))).toEqual(["greeter"]);
    const written = files.filter((it) => !it.startsWith("a/greeter/.git/"));
    expect(written).toEqual(whole.map((it) => `a/greeter/${it}`));
    if (code === 0) expect(existsSync(join(cwd, "a/greeter/.git/refs/heads/main"))).toBe(true);
    else expect(existsSync(join(cwd, "a/greeter/.git"))).toBe(false);
  });

  it("leaves alone what others have put beside it meanwhile", async () => {
    const { child, end } = micro("new", "services/greeter");
    await firstSign();
    await mkdir(join(cwd, "services/mine"));
    await writeFile(join(cwd, "services/mine/file"), "");
    child.kill("SIGINT");
    expect((await end).code).toBe(130);
    expect(await listFiles(cwd)).toEqual(["services/mine/file"]);
    expect(await readdir(join(cwd, "services"))).toEqual(["mine"]);
  });

  it("by a terminal that was closed, leaves nothing", async () => {
    const { child, end } = micro("new", "a/greeter");
    await expect.poll(() => listFiles(cwd)).not.toEqual([]);
    child.kill("SIGHUP");
    expect((await end).code).toBe(129);
    await expect.poll(() => readdir(cwd)).toEqual([]);
  });

  it("twice, leaves nothing either", async () => {
    const { child, end } = micro("new", "a/greeter");
    await firstSign();
    child.kill("SIGINT");
    await sleep(5);
    child.kill("SIGINT");
    expect((await end).code).toBe(130);
    // buf may still be about to write the last of its files into the folder that is gone.
    await expect.poll(() => readdir(cwd)).toEqual([]);
  });
});

describe("micro new, where it cannot write,", () => {
  it("says so, when it is not allowed to", async () => {
    // root may write wherever there is a file system that takes files.
    const isRoot = process.getuid?.() === 0;
    const parent = isRoot ? "/sys" : join(cwd, "locked");
    if (!isRoot) {
      await mkdir(parent);
      await chmod(parent, 0o555);
    }
    const { code, problem } = await micro("new", join(parent, "greeter")).end;
    expect(code).toBe(1);
    expect(problem).toMatch(
      /^error: \S*greeter cannot be written: (permission denied|it is not permitted|the file system is read-only); nothing was changed\n$/,
    );
    expect((await readdir(parent)).filter((it) => it.includes("greeter"))).toEqual([]);
  });

  it("leaves nothing, when the disk is full", async () => {
    // No file may be larger than 64 blocks: writing fails in the middle, as on a disk that fills up.
    const command = `ulimit -f 64 && exec "${process.execPath}" "${main}" new a/greeter`;
    const { code, problem } = await start("sh", "-c", command).end;
    expect(code).toBe(1);
    expect(problem).toMatch(/^error: /);
    expect(await readdir(cwd)).toEqual([]);
  });

  it("leaves alone what someone else has put there meanwhile", async () => {
    const { end } = micro("new", "greeter");
    await firstSign();
    await mkdir(join(cwd, "greeter"));
    await writeFile(join(cwd, "greeter", "theirs"), "");
    const { code, problem } = await end;
    expect(code).toBe(1);
    expect(problem).toContain(
      "greeter was made by someone else meanwhile; it is left alone, and nothing was written",
    );
    expect(await listFiles(cwd)).toEqual(["greeter/theirs"]);
  });
});
