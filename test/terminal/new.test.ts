import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keys, openTerminal, type Terminal } from "./terminal.js";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "micro-terminal-"));
});
afterEach(async () => await rm(cwd, { recursive: true, force: true }));

const questions = [/What shall it be called\?/, /What shall it be\?/, /Install its packages now\?/] as const;

/** Answers the first questions of `micro new` with Enter, and waits for the next. */
async function answer(terminal: Terminal, count: number): Promise<void> {
  for (const question of questions.slice(0, count)) {
    await terminal.read(question);
    terminal.type(keys.enter);
  }
  const next = questions[count];
  if (next !== undefined) await terminal.read(next);
}

describe("micro new at a terminal", () => {
  it("asks, and writes what was answered", async () => {
    const terminal = openTerminal(["new", "--no-git"], { cwd });
    await terminal.read(/What shall it be called\?/);
    terminal.type(`foo-bar${keys.enter}`);
    await terminal.read(/What shall it be\?/);
    terminal.type(`${keys.down}${keys.enter}`);
    await terminal.read(/Install its packages now\?/);
    terminal.type("n");
    expect(await terminal.ended(), terminal.screen()).toBe(0);
    const manifest = JSON.parse(await readFile(join(cwd, "foo-bar/.micro/manifest.json"), "utf8"));
    expect(manifest.answers).toMatchObject({ name: "foo-bar", kind: "function" });
    expect(terminal.screen()).toContain("npm install");
  });

  it("says at once what is wrong with a name, and what would do", async () => {
    const terminal = openTerminal(["new"], { cwd });
    await terminal.read(/What shall it be called\?/);
    terminal.type(`größe${keys.enter}`);
    await terminal.read(/try "groesse"/);
    terminal.type(keys.interrupt);
    expect(await terminal.ended()).toBe(130);
  });

  it.each([0, 1, 2])("ends by Ctrl-C at question %i, and leaves nothing", async (count) => {
    const terminal = openTerminal(["new"], { cwd });
    await answer(terminal, count);
    terminal.type(keys.interrupt);
    expect(await terminal.ended(), terminal.screen()).toBe(130);
    expect(terminal.screen()).toMatch(/cancelled/);
    expect(await readdir(cwd)).toEqual([]);
  });

  it("ends by Escape, too", async () => {
    const terminal = openTerminal(["new"], { cwd });
    await answer(terminal, 1);
    terminal.type(keys.escape);
    expect(await terminal.ended(), terminal.screen()).toBe(130);
    expect(await readdir(cwd)).toEqual([]);
  });

  it("ends by Ctrl-C while it writes, and leaves nothing", async () => {
    const terminal = openTerminal(["new", "greeter"], { cwd });
    while ((await readdir(cwd)).length === 0) await new Promise((done) => setTimeout(done, 5));
    terminal.type(keys.interrupt);
    expect(await terminal.ended(), terminal.screen()).toBe(130);
    expect(await readdir(cwd)).toEqual([]);
  });

  it.each([
    ["in CI", [], { CI: "true" }],
    ["on a dumb terminal", [], { TERM: "dumb" }],
    ["when told to", ["--yes"], {}],
    ["of whoever wants JSON", ["--json"], {}],
  ])("asks nothing %s", async (_where, flags, env) => {
    const terminal = openTerminal(["new", ...flags], { cwd, env });
    expect(await terminal.ended()).toBe(2);
    expect(terminal.screen()).toMatch(/a name is missing; for example: micro new greeter/);
  });

  it("has no colours where NO_COLOR says so", async () => {
    for (const [env, hasColours] of [
      [{}, true],
      [{ NO_COLOR: "1" }, false],
    ] as const) {
      const terminal = openTerminal(["new"], { cwd, env });
      await answer(terminal, 1);
      terminal.type(keys.interrupt);
      await terminal.ended();
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of them
      expect(/\x1b\[(?:1;)?3[0-9]m/.test(terminal.screen())).toBe(hasColours);
    }
  });
});
