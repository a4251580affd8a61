import assert from "node:assert/strict";
import { join } from "node:path";
import type { InteropCase } from "../interop-case.js";
import type { Peer } from "../peer.js";
import type { CommandLine } from "./command-line-cases.js";

const proto = join(import.meta.dirname, "../proto/interop.proto");

/** Our `micro` in protobuf. A service in Go has no reflection: the contract comes from the `.proto` file. */
export function codecCases(micro: CommandLine, peer: Peer): InteropCase[] {
  const { service } = peer;
  const inProtobuf = ["--codec", "protobuf", "--proto", proto];
  const succeed = async (...words: string[]): Promise<string> => {
    const { stdout, stderr, code } = await micro.run(...words, ...inProtobuf);
    assert.equal(code, 0, stderr || stdout);
    return stdout;
  };
  return [
    {
      name: "micro call",
      async run() {
        const json = '{"big":9223372036854775807,"inner":{"nums":[1]}}';
        const reply = await succeed("call", service, "Greeter.Echo", json);
        assert.equal(reply.replace(/\s/g, ""), json);
      },
    },
    {
      name: "micro stream",
      async run() {
        const replies = await succeed("stream", service, "Greeter.Count", '{"count":3}');
        assert.equal(replies, '{}\n{"count":1}\n{"count":2}\n');
      },
    },
    {
      name: "micro publish",
      async run() {
        const message = ["--message", "interop.Event"];
        await succeed("publish", `${service}.events`, '{"id":"cli","message":"bytes"}', ...message);
        const { id, message: heard } = await peer.nextMessage();
        assert.deepEqual({ id, heard }, { id: "cli", heard: "bytes" });
      },
    },
  ];
}
