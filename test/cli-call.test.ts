import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Connection } from "../src/cli/command.js";
import { startSystem } from "./cli/system.js";
import { micro } from "./cli/terminal.js";

let system: Connection;

beforeAll(async () => {
  system = await startSystem();
});

afterAll(() => system.close());

describe("micro call", () => {
  it("prints the reply, indented", async () => {
    expect(await micro(["call", "greeter", "Greeter.Hello", '{"name":"John"}'], { system })).toEqual({
      code: 0,
      stdout: '{\n\t"message": "Hello John"\n}\n',
      stderr: "",
    });
  });

  it("sends an empty request when there is none", async () => {
    const { stdout } = await micro(["call", "greeter", "Greeter.Hello"], { system });
    expect(stdout).toBe('{\n\t"message": "Hello "\n}\n');
  });

  it("reads the request from words that a shell split, from stdin, and from a file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "micro-cli-"));
    try {
      await writeFile(join(folder, "request.json"), '{"name":"File"}');
      const words = await micro(["call", "greeter", "Greeter.Hello", '{"name":', '"Words"}'], { system });
      const stdin = await micro(["call", "greeter", "Greeter.Hello", "-"], {
        system,
        stdin: '{"name":"Stdin"}',
      });
      const file = await micro(["call", "greeter", "Greeter.Hello", "@request.json"], {
        system,
        cwd: folder,
      });
      expect([words, stdin, file].map((it) => JSON.parse(it.stdout).message)).toEqual([
        "Hello Words",
        "Hello Stdin",
        "Hello File",
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("loses no digit, in either direction", async () => {
    const { stdout } = await micro(["call", "talk", "Talk.Echo", '{"big":9223372036854775807}'], { system });
    expect(stdout).toBe('{\n\t"big": 9223372036854775807\n}\n');
  });

  it("prints the reply as it came when asked to", async () => {
    const { stdout } = await micro(["call", "talk", "Talk.Echo", '{"a": 1}', "--output", "raw"], { system });
    expect(stdout).toBe('{"a": 1}');
  });

  it("sends metadata along", async () => {
    const argv = ["call", "talk", "Talk.Tenant", "-m", "tenant=a=b", "--metadata", "other=c"];
    expect(await micro(argv, { system })).toEqual({ code: 0, stdout: '"a=b"\n', stderr: "" });
  });

  it("waits no longer than it is told to", async () => {
    const { code, stdout, stderr } = await micro(["call", "talk", "Talk.Wait", "--timeout", "50ms"], {
      system,
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^error calling talk\.Talk\.Wait: \{.*"code":408,.*\}\n$/);
  });

  it("is cancelled by an interrupt", async () => {
    const interrupt = new AbortController();
    const called = micro(["call", "talk", "Talk.Wait"], { system, signal: interrupt.signal });
    setImmediate(() => interrupt.abort());
    expect(await called).toEqual({ code: 130, stdout: "", stderr: "" });
  });

  it.each([
    [
      "an unknown service, naming what is registered",
      ["greet", "Greeter.Hello"],
      'error: no service "greet" is registered; did you mean "greeter"? There are: greeter, talk',
    ],
    [
      "an unknown endpoint, naming what there is",
      ["greeter", "Greeter.Helo"],
      'error: greeter has no endpoint "Greeter.Helo"; did you mean "Greeter.Hello"? There are: Greeter.Greetings, Greeter.Hello',
    ],
    [
      "an endpoint in gRPC's spelling, naming Go Micro's",
      ["greeter", "/greeter.v1.Greeter/Hello"],
      'error: greeter has no endpoint "/greeter.v1.Greeter/Hello"; did you mean "Greeter.Hello"? There are: Greeter.Greetings, Greeter.Hello',
    ],
    [
      "malformed JSON",
      ["greeter", "Greeter.Hello", '{"name":'],
      "error: the request is not JSON: Unexpected end of JSON input",
    ],
    [
      "a field that does not exist",
      ["greeter", "Greeter.Hello", '{"nam":"John"}'],
      'error: HelloRequest has no field "nam"; did you mean "name"?',
    ],
    [
      "a stream",
      ["greeter", "Greeter.Greetings"],
      "error: Greeter.Greetings streams; use: micro stream greeter Greeter.Greetings",
    ],
    [
      "what the service refuses, in its words",
      ["talk", "Talk.Fail"],
      'error calling talk.Talk.Fail: {"id":"talk","code":404,"detail":"thing 42 not found","status":"Not Found"}',
    ],
  ])("answers %s, with one line and exit code 1", async (_, argv, line) => {
    expect(await micro(["call", ...argv], { system })).toEqual({ code: 1, stdout: "", stderr: `${line}\n` });
  });

  it("says when a file cannot be read", async () => {
    const { code, stderr } = await micro(["call", "greeter", "Greeter.Hello", "@missing.json"], {
      system,
      cwd: "/",
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: the request cannot be read: ENOENT.*missing\.json'\n$/);
  });
});

describe("micro stream", () => {
  it("prints one reply per line, and ends cleanly", async () => {
    const argv = ["stream", "greeter", "Greeter.Greetings", '{"names":["John","Mary"]}'];
    expect(await micro(argv, { system })).toEqual({
      code: 0,
      stdout: '{"message":"Hello John"}\n{"message":"Hello Mary"}\n',
      stderr: "",
    });
  });

  it("sends every line of stdin, both ways at once", async () => {
    const { code, stdout } = await micro(["stream", "talk", "Talk.Chat", "-"], {
      system,
      stdin: '{"a":1}\n\n[2]\n',
    });
    expect(stdout).toBe('{"a":1}\n[2]\n');
    expect(code).toBe(0);
  });

  it.each([
    [['{"a":1}', "[2]", "3"], '{"a":1}\n[2]\n3\n'],
    // A shell without quotes around it has split one.
    [['{"a":', "1}"], '{"a":1}\n'],
  ])("sends a message for each argument that is one: %j", async (words, stdout) => {
    expect(await micro(["stream", "talk", "Talk.Chat", ...words], { system })).toEqual({
      code: 0,
      stdout,
      stderr: "",
    });
    expect((await micro(["talk", "chat", ...words], { system })).stdout).toBe(stdout);
  });

  it("sends many messages for one reply", async () => {
    const { stdout } = await micro(["stream", "talk", "Talk.Join", "-"], { system, stdin: "1\n2\n3\n" });
    expect(stdout).toBe("[1,2,3]\n");
  });

  it("prints what had arrived when the stream breaks off, and fails", async () => {
    expect(await micro(["stream", "talk", "Talk.BreakOff", "-"], { system, stdin: "1\n2\n" })).toEqual({
      code: 1,
      stdout: "1\n",
      stderr:
        'error receiving from talk.Talk.BreakOff: {"id":"talk","code":503,"detail":"gone in mid-stream","status":"Service Unavailable"}\n',
    });
  });

  it("names the line that is not JSON", async () => {
    const { code, stderr } = await micro(["stream", "talk", "Talk.Chat", "-"], {
      system,
      stdin: "{}\nnope\n",
    });
    expect(stderr).toMatch(/^error: line 2 is not JSON: /);
    expect(code).toBe(1);
  });

  it("is cancelled by an interrupt", async () => {
    const interrupt = new AbortController();
    const endless = new (await import("node:stream")).PassThrough();
    endless.write("1\n");
    const { code, stdout } = await micro(["stream", "talk", "Talk.Chat", "-"], {
      system,
      stdin: endless,
      signal: interrupt.signal,
      onOutput: () => interrupt.abort(),
    });
    expect(stdout).toBe("1\n");
    expect(code).toBe(130);
  });

  it("refuses an endpoint that does not stream", async () => {
    const { code, stderr } = await micro(["stream", "greeter", "Greeter.Hello"], { system });
    expect(stderr).toBe("error: Greeter.Hello does not stream; use: micro call greeter Greeter.Hello\n");
    expect(code).toBe(1);
  });
});
