/*
 * Completes command lines in real shells, as a user who pressed Tab: bash, zsh and fish. Debian's packages are called so;
 * what is missing is installed where that is allowed.
 */
import assert from "node:assert/strict";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createService, silentLogger } from "@ts-micro/framework";
import { registerGreeterHandler } from "../../examples/greeter/src/gen/greeter/v1/greeter.micro.js";
import { greeterHandler } from "../../examples/greeter/src/handler/greeter.js";
import { installShells, type Shell, shells } from "./shells.js";

const main = join(import.meta.dirname, "../../dist/cli/micro.js");
/** A name that no other service on this network has. */
const service = `greeter-${process.pid}`;

/** What a user has typed, and the words that Tab shows for its end. */
const lines: readonly (readonly [line: string, candidates: readonly string[]])[] = [
  ["micro heal", ["health"]],
  ["micro he", ["health", "help"]],
  ["micro list ", ["services"]],
  [`micro call ${service.slice(0, -1)}`, [service]],
  [`micro call ${service} `, ["Greeter.Greetings", "Greeter.Hello"]],
  [`micro call ${service} Greeter.Hello --me`, ["--metadata"]],
  [`micro call ${service} Greeter.Hello --protocol `, ["grpc", "mucp"]],
  [`micro ${service} h`, ["hello"]],
  [`micro ${service} hello --na`, ["--name"]],
];

async function check(shell: Shell): Promise<number> {
  let failed = 0;
  for (const [line, candidates] of lines) {
    try {
      assert.deepEqual((await shell.complete(line)).toSorted(), candidates);
      console.log(`  ok      ${shell.name}: ${line}`);
    } catch (error) {
      failed += 1;
      console.log(`  FAILED  ${shell.name}: ${line}\n${error instanceof Error ? error.message : error}`);
    }
  }
  return failed;
}

installShells();
const folder = await mkdtemp(join(tmpdir(), "micro-shells-"));
const greeter = createService({ name: service, address: "127.0.0.1:0", logger: silentLogger, args: [] });
registerGreeterHandler(greeter.server, greeterHandler);
try {
  await symlink(main, join(folder, "micro"));
  process.env.PATH = [folder, process.env.PATH].join(delimiter);
  await greeter.start();
  let failed = 0;
  for (const shell of shells) failed += await check(shell);
  console.log(`\n${lines.length * shells.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  await greeter.close();
  await rm(folder, { recursive: true });
}
