/*
 * Asks a service with grpcurl, which knows nothing of it but its address. Needs Go, which builds grpcurl from the
 * module proxy.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { prepare, root } from "../../scripts/prepare.js";
import { runCommand, runScript, StepFailed, startCommand, step, stopCommand } from "../../scripts/step.js";

const grpcurl = join(root, "node_modules/.cache/grpcurl");
const greeter = "greeter.v1.Greeter";

/** What grpcurl is asked, and what it must say. */
const questions = [
  { asks: "list", says: /^greeter\.v1\.Greeter\ngrpc\.health\.v1\.Health\n/m },
  {
    asks: `describe ${greeter}`,
    says: /rpc Chat \( stream \.greeter\.v1\.HelloRequest \) returns \( stream/,
  },
  { asks: "describe greeter.v1.HelloRequest", says: /string name = 1;/ },
  { data: '{"name":"John"}', asks: `${greeter}/Hello`, says: /"message": "Hello John"/ },
  { data: '{"name":"n"}', asks: `${greeter}/Watch`, says: /"n 0"[\s\S]*"n 1"[\s\S]*"n 2"/ },
  { data: '{"name":"a"}{"name":"b"}', asks: `${greeter}/Collect`, says: /"message": "a\+b"/ },
  { data: '{"name":"a"}{"name":"b"}', asks: `${greeter}/Chat`, says: /"Hi a"[\s\S]*"Hi b"/ },
  { asks: "grpc.health.v1.Health/Check", says: /"status": "SERVING"/ },
  { data: '{"name":"nobody"}', asks: `${greeter}/Hello`, fails: /Code: NotFound\n.*nobody is not here/ },
  { asks: `${greeter}/Nothing`, fails: /does not include a method named "Nothing"/ },
];

await runScript(async (signal) => {
  const options = { cwd: root, signal };
  await prepare(options);
  await buildGrpcurl(signal);
  const service = startCommand("node --import tsx test/grpc/serve-greeter.ts", options);
  try {
    const address = await firstLine(service);
    for (const question of questions) await ask(question, address, options);
    process.stdout.write(`\n${questions.length} passed, 0 failed\n`);
  } finally {
    await stopCommand(service);
  }
});

async function buildGrpcurl(signal) {
  const options = { cwd: join(root, "test/grpc-tools"), signal };
  try {
    await step(`go build -o ${grpcurl} github.com/fullstorydev/grpcurl/cmd/grpcurl`, options);
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    throw new StepFailed(
      "go",
      "none",
      "grpcurl is a Go program: install Go 1.26 or later, https://go.dev/dl",
    );
  }
}

function firstLine(child) {
  return new Promise((resolve, reject) => {
    child.stdout.setEncoding("utf8").once("data", (text) => resolve(text.trim()));
    child.once("close", (code) => reject(new Error(`the service ended with code ${code}`)));
  });
}

async function ask({ data, asks, says, fails }, address, options) {
  const given = data === undefined ? "" : `-d '${data}' `;
  const command = `${grpcurl} -plaintext ${given}${address} ${asks}`;
  if (fails === undefined) {
    assert.match(await runCommand(command, options), says);
  } else {
    await assert.rejects(runCommand(command, options), (error) => {
      assert.match(error.output, fails);
      return true;
    });
  }
  process.stdout.write(`${asks}\n`);
}
