import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Connection, ConnectionOptions } from "../src/cli/command.js";
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
    [["call", "--timeout", "5s", "greeter", "Greeter.G"], ["Greeter.Greetings"]],
    [
      ["call", "greeter", "Greeter.Hello", "--protocol", ""],
      ["grpc", "mucp"],
    ],
    [["call", "-m", ""], []],
    [
      ["completion", ""],
      ["bash", "fish", "zsh"],
    ],
    [
      ["help", "g"],
      ["generate", "get"],
    ],
    [["help", "get", ""], ["service"]],
    [
      ["greeter", ""],
      ["Greeter.Greetings", "Greeter.Hello", "greetings", "hello"],
    ],
    [["greeter", "hello", "--n"], ["--name"]],
    [["greeter", "greetings", "--names"], ["--names"]],
    [["greeter", "hello", "--name", ""], []],
    [["get", "service", "t"], ["talk"]],
    [["call", "greeter", "Greeter.Hello", ""], []],
    [["call", "--me"], ["--metadata"]],
    [["nonsense", ""], []],
  ])("%j gives %j", async (words, candidates) => {
    const { code, stdout } = await micro(["complete", "--", ...words], { system });
    expect(code).toBe(0);
    expect(stdout.split("\n").filter((it) => it !== "")).toEqual(candidates);
  });

  it("offers topics that somebody subscribed to, and not as services", async () => {
    const topic = { name: "topic:orders", version: "1", metadata: {}, endpoints: [] };
    const record = { ...topic, nodes: [{ id: "orders-1", address: "127.0.0.1", port: 1, metadata: {} }] };
    await system.registry.register(record);
    const published = await micro(["complete", "--", "publish", ""], { system });
    const called = await micro(["complete", "--", "call", "topic"], { system });
    await system.registry.deregister(record);
    expect([published.stdout, called.stdout]).toEqual(["orders\n", ""]);
  });

  it("asks the registry that the command line names", async () => {
    const asked: ConnectionOptions[] = [];
    const words = ["--registry", "static", "--registry-address", "a=b:1", "call", "gre"];
    const { stdout } = await micro(["complete", "--", ...words], {
      system,
      onConnect: (it) => asked.push(it),
    });
    expect(stdout).toBe("greeter\n");
    expect(asked).toEqual([{ registry: "static", registryAddress: "a=b:1" }]);
  });
});

describe("micro completion", () => {
  it.each(["bash", "zsh", "fish"])("prints a script for %s that asks micro complete", async (shell) => {
    const { code, stdout } = await micro(["completion", shell]);
    expect(code).toBe(0);
    expect(stdout).toContain("micro complete -- ");
  });

  const hasBash = spawnSync("bash", ["-c", "exit"]).status === 0;

  // Skipped where there is no bash; test:shells installs one.
  it.skipIf(!hasBash)("completes in a real bash, where there is one", async () => {
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
