import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keys, openTerminal, type Terminal } from "./terminal.js";

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "micro-terminal-"));
  const scripts = { start: "echo here; exec sleep 60" };
  const dependencies = { "@ts-micro/framework": "*" };
  await mkdir(join(cwd, "sleeper"));
  await writeFile(
    join(cwd, "sleeper/package.json"),
    JSON.stringify({ name: "sleeper", scripts, dependencies }),
  );
});

afterEach(() => rm(cwd, { recursive: true, force: true, maxRetries: 10 }));

async function runSleeper(env: Readonly<Record<string, string>>): Promise<Terminal> {
  const terminal = openTerminal(["run"], { cwd, env: { XDG_STATE_HOME: join(cwd, "state"), ...env } });
  await terminal.read(/here/);
  terminal.type(keys.interrupt);
  expect(await terminal.ended(), terminal.screen()).toBe(130);
  return terminal;
}

describe("micro run at a terminal", () => {
  it("colours the name before each line, and stops everything at Ctrl-C", async () => {
    const terminal = await runSleeper({});
    expect(terminal.screen()).toContain("\x1b[36m[sleeper]\x1b[39m here");
  });

  it("uses no colour where the user wants none", async () => {
    const terminal = await runSleeper({ NO_COLOR: "1" });
    expect(terminal.screen()).toContain("[sleeper] here");
    expect(terminal.screen()).not.toContain("\x1b[");
  });
});
