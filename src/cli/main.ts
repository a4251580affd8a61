#!/usr/bin/env node
import { interrupted, run } from "./run.js";

const interrupt = new AbortController();
// The first interrupt lets the command end in order. The second ends it at once, but for what it tidies up on exit.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (interrupt.signal.aborted) process.exit(interrupted);
    interrupt.abort();
  });
}

// A reader that has seen enough (`micro list services | head -1`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

// A command that only waits for others must not end for want of something to do.
const alive = setInterval(() => {}, 60_000);

const place = { cwd: process.cwd(), env: process.env };

process.exitCode = await run(process.argv.slice(2), {
  ...place,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interrupt.signal,
  connect: async (options) => (await import("./connection.js")).openConnection(options, place),
});

clearInterval(alive);
