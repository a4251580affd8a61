#!/usr/bin/env node
/* The executable that buf and protoc run: a request on stdin, a response on stdout. */
import { once } from "node:events";
import { generateResponse } from "../src/generator/index.js";
import { help, version } from "./help.js";

const [argument] = process.argv.slice(2);
if (argument === "--version") process.stdout.write(version());
else if (argument === "--help") process.stdout.write(help());
else if (argument !== undefined || process.stdin.isTTY) {
  process.stderr.write("protoc-gen-micro is run by buf or protoc; see protoc-gen-micro --help\n");
  process.exitCode = 2;
} else await respond();

async function respond(): Promise<void> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const warn = (warning: string) => process.stderr.write(`protoc-gen-micro: warning: ${warning}\n`);
  try {
    for (const part of generateResponse(Buffer.concat(chunks), { warn })) {
      if (!process.stdout.write(part)) await once(process.stdout, "drain");
    }
  } catch (problem) {
    const reason = problem instanceof Error ? problem.message : String(problem);
    process.stderr.write(`protoc-gen-micro: cannot read the request: ${reason.split("\n")[0]}\n`);
    process.exitCode = 1;
  }
}
