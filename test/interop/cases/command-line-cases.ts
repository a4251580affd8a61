import assert from "node:assert/strict";
import { join } from "node:path";
import { type CommandOutput, runCommand } from "../command.js";
import type { InteropCase } from "../interop-case.js";
import type { Peer } from "../peer.js";

/** A `micro` command. */
export interface CommandLine {
  readonly language: "Go" | "TypeScript";
  run(...words: string[]): Promise<CommandOutput>;
}

export function goCommandLine(program: string): CommandLine {
  return { language: "Go", run: (...words) => runCommand(program, words) };
}

export function typeScriptCommandLine(): CommandLine {
  const main = join(import.meta.dirname, "../../../dist/cli/micro.js");
  return { language: "TypeScript", run: (...words) => runCommand(process.execPath, [main, ...words]) };
}

/** The `micro` command of one side on a service of the other. */
export function commandLineCases(micro: CommandLine, peer: Peer): InteropCase[] {
  const { service } = peer;
  const succeed = async (...words: string[]): Promise<string> => {
    const { stdout, stderr, code } = await micro.run(...words);
    assert.equal(code, 0, stderr || stdout);
    return stdout;
  };
  return [
    {
      name: "micro list services",
      async run() {
        assert.ok((await succeed("list", "services")).split("\n").includes(service));
      },
    },
    {
      name: "micro get service",
      async run() {
        const said = await succeed("get", "service", service);
        for (const word of [service, "1.2.3", "127.0.0.1", "protocol=mucp", "Greeter.Hello"]) {
          assert.ok(said.includes(word), `no ${word} in:\n${said}`);
        }
      },
    },
    {
      name: "micro call",
      async run() {
        assert.deepEqual(JSON.parse(await succeed("call", service, "Greeter.Hello", '{"name":"CLI"}')), {
          msg: "Hello CLI",
        });
        const { stdout, stderr, code } = await micro.run(
          "call",
          service,
          "Greeter.Fail",
          '{"kind":"notfound"}',
        );
        assert.match(stdout + stderr, /thing 42 not found/);
        assert.equal(code, 1);
      },
    },
    {
      name: "micro stream",
      async run() {
        // Go's ends with code 1 on a Go server, which closes a stream without a word, and prints to both.
        const { stdout } = await micro.run("stream", service, "Greeter.Count", '{"count":3}');
        assert.match(stdout, /"count": ?"?1[\s\S]*"count": ?"?2/);
      },
    },
    {
      name: "micro publish",
      async run() {
        await succeed("publish", `${service}.events`, '{"id":"cli","message":"hi"}');
        const { id, message } = await peer.nextMessage();
        assert.deepEqual({ id, message }, { id: "cli", message: "hi" });
      },
    },
    {
      name: "micro health",
      async run() {
        assert.match(
          await succeed("health", service),
          new RegExp(`${service}-\\S+\\s+127\\.0\\.0\\.1:\\d+\\s+ok`),
        );
      },
    },
    {
      name: "micro stats",
      async run() {
        assert.match(
          await succeed("stats", service),
          new RegExp(`${service}-\\S+\\s+127\\.0\\.0\\.1:\\d+\\s+\\S`),
        );
      },
    },
  ];
}
