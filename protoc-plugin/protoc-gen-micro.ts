#!/usr/bin/env node
/* The executable that buf and protoc run: a request on stdin, a response on stdout. */
import { CodeGeneratorResponse } from "ts-proto-descriptors";
import { generate } from "../src/generator/index.js";

const chunks: Uint8Array[] = [];
for await (const chunk of process.stdin) chunks.push(chunk);
try {
  const response = generate(Buffer.concat(chunks));
  process.stdout.write(CodeGeneratorResponse.encode(response).finish());
} catch (problem) {
  const reason = problem instanceof Error ? problem.message : String(problem);
  process.stderr.write(`protoc-gen-micro: cannot read the request: ${reason.split("\n")[0]}\n`);
  process.exitCode = 1;
}
