import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Connection } from "../src/cli/command.js";
import { startSystem } from "./cli/system.js";
import { micro } from "./cli/terminal.js";

let system: Connection;
let home: string;

beforeAll(async () => {
  system = await startSystem();
});

afterAll(() => system.close());

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "micro-home-"));
});

afterEach(() => rm(home, { recursive: true, force: true, maxRetries: 3 }));

/**
 * A person at a terminal: types the next line at each prompt, key by key, and looks at what a tab gave before going on.
 */
function typing(...lines: readonly string[]): {
  stdin: PassThrough;
  onOutput: (text: string) => void;
} {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const left = lines.flatMap((line) => [...line, "\r"]).map((it) => (it === "↑" ? "\u001b[A" : it));
  let waitsFor = "micro> ";
  let printed = "";
  const onOutput = (text: string): void => {
    printed += text;
    if (!printed.includes(waitsFor)) return;
    printed = "";
    setImmediate(typeOn);
  };
  const typeOn = (): void => {
    const key = left.shift();
    if (key === undefined) return;
    waitsFor = key === "\r" ? "micro> " : "";
    stdin.write(key);
  };
  return { stdin, onOutput };
}

describe("micro cli, piped", () => {
  it("runs line after line, with quotes and the short names of Micro 1.0", async () => {
    const stdin = `ls\n\ncall greeter Greeter.Hello '{"name": "John Doe"}'\nexit\nls\n`;
    expect(await micro(["cli"], { system, stdin })).toEqual({
      code: 0,
      stdout: 'greeter\ntalk\n{\n\t"message": "Hello John Doe"\n}\n',
      stderr: "",
    });
  });

  it("takes JSON without quotes around it", async () => {
    const stdin = 'call greeter Greeter.Hello {"name": "John Doe"} -o raw\n';
    const outcome = { code: 0, stdout: '{"message":"Hello John Doe"}\n', stderr: "" };
    expect(await micro(["cli"], { system, stdin })).toEqual(outcome);
  });

  it("gives a command that reads stdin the lines after it", async () => {
    const stdin = 'ls\nstream talk Talk.Chat -\n{"a":1}\n[2]\n';
    expect(await micro(["cli"], { system, stdin })).toEqual({
      code: 0,
      stdout: 'greeter\ntalk\n{"a":1}\n[2]\n',
      stderr: "",
    });
  });

  it("ends at the first line that fails", async () => {
    const { code, stdout, stderr } = await micro(["cli"], { system, stdin: "call nobody X.Y\nls\n" });
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(
      /^error: no service "nobody" is registered.*\nerror: "call nobody X\.Y" failed\n$/,
    );
  });

  it("refuses a quote that does not end", async () => {
    const { code, stderr } = await micro(["cli"], { system, stdin: "call 'x\n" });
    expect(code).toBe(2);
    expect(stderr).toBe("error: a ' is opened and never closed\nusage: micro cli [options]\n");
  });
});

describe("micro cli, at a terminal", () => {
  it("goes on after a line that fails, and remembers what was typed", async () => {
    const env = { XDG_STATE_HOME: home };
    const first = await micro(["cli"], {
      system,
      env,
      ...typing("get service nobody", "call 'x", "list services", "exit"),
    });
    expect(first.code).toBe(0);
    expect(first.stderr).toContain('no service "nobody" is registered');
    expect(first.stderr).toContain("a ' is opened and never closed");
    expect(first.stdout).toContain("greeter\ntalk\n");
    const second = await micro(["cli"], { system, env, ...typing("↑↑", "exit") });
    expect(second.stdout).toContain("greeter\ntalk\n");
  });

  it("ends when it is interrupted from outside", async () => {
    const interrupt = new AbortController();
    const { code } = await micro(["cli"], {
      system,
      env: { XDG_STATE_HOME: home },
      stdin: Object.assign(new PassThrough(), { isTTY: true }),
      signal: interrupt.signal,
      onOutput: () => interrupt.abort(),
    });
    expect(code).toBe(130);
  });

  it("completes commands, services and endpoints", async () => {
    const env = { XDG_STATE_HOME: home };
    const { stdout } = await micro(["cli"], {
      system,
      env,
      ...typing('ca\tgr\tGreeter.He\t\'{"name":"Tab"}\'', "exit"),
    });
    expect(stdout).toContain('"message": "Hello Tab"');
  });
});
