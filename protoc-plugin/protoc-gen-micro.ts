/* The executable that buf and protoc run: a request on stdin, a response on stdout. */
import { generateResponse } from "../src/generator/index.js";
import { help, version } from "./help.js";
import { isTerminal, readStdin, writeStdout } from "./standard-streams.js";

const [argument] = process.argv.slice(2);
if (argument === "--version") process.stdout.write(version());
else if (argument === "--help") process.stdout.write(help());
else if (argument !== undefined || isTerminal()) {
  process.stderr.write("protoc-gen-micro is run by buf or protoc; see protoc-gen-micro --help\n");
  process.exitCode = 2;
} else void respond();

async function respond(): Promise<void> {
  const warn = (warning: string) => process.stderr.write(`protoc-gen-micro: warning: ${warning}\n`);
  try {
    for (const part of generateResponse(await readStdin(), { warn })) await writeStdout(part);
  } catch (problem) {
    const reason = problem instanceof Error ? problem.message : String(problem);
    process.stderr.write(`protoc-gen-micro: cannot read the request: ${reason.split("\n")[0]}\n`);
    process.exitCode = 1;
  }
}
