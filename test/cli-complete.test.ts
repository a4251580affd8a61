import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Connection } from "../src/cli/command.js";
import { startSystem } from "./cli/system.js";
import { micro } from "./cli/terminal.js";

let system: Connection;

beforeAll(async () => {
  system = await startSystem();
});

afterAll(() => system.close());

describe("micro complete", () => {
  it.each([
    [["hea"], ["health"]],
    [["li"], ["list"]],
    [["list", ""], ["services"]],
    [["gre"], ["greeter"]],
    [
      ["call", ""],
      ["greeter", "talk"],
    ],
    [
      ["call", "greeter", ""],
      ["Greeter.Greetings", "Greeter.Hello"],
    ],
    [["call", "--timeout", "greeter", "Greeter.G"], ["Greeter.Greetings"]],
    [["get", "service", "t"], ["talk"]],
    [["call", "greeter", "Greeter.Hello", ""], []],
    [["call", "--me"], ["--metadata"]],
    [["nonsense", ""], []],
  ])("%j gives %j", async (words, candidates) => {
    const { code, stdout } = await micro(["complete", "--", ...words], { system });
    expect(code).toBe(0);
    expect(stdout.split("\n").filter((it) => it !== "")).toEqual(candidates);
  });
});

describe("micro completion", () => {
  it.each(["bash", "zsh", "fish"])("prints a script for %s that asks micro complete", async (shell) => {
    const { code, stdout } = await micro(["completion", shell]);
    expect(code).toBe(0);
    expect(stdout).toContain("micro complete -- ");
  });

  it("completes in a real bash", async () => {
    const { stdout: script } = await micro(["completion", "bash"]);
    const ask = [
      // Stands in for the command, and shows what it was asked.
      'micro() { printf "%s\\n" "$@" | tail -n +3 | tr "\\n" "|"; echo; }',
      script,
      `COMP_WORDS=(micro call gr); COMP_CWORD=2; _micro; printf "%s\\n" "\${COMPREPLY[@]}"`,
    ];
    const { stdout, status } = spawnSync("bash", ["-c", ask.join("\n")], { encoding: "utf8" });
    expect(status).toBe(0);
    expect(stdout).toBe("call|gr|\n");
  });

  it("names the shells it knows", async () => {
    const { code, stderr } = await micro(["completion", "tcsh"]);
    expect(code).toBe(2);
    expect(stderr).toContain("Allowed choices are bash, zsh, fish.");
  });
});
