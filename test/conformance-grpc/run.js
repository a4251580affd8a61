/*
 * Runs the conformance suite of Connect and gRPC against our server and our client: programs with stubs that
 * protoc-gen-micro makes of the suite's own protos. Needs Go, which builds the suite from the module proxy.
 *
 *   node test/conformance-grpc/run.js [server|client] [flags of connectconformance]
 */
import { join } from "node:path";
import { prepare, root } from "../../scripts/prepare.js";
import { runCommand, runScript, StepFailed, step } from "../../scripts/step.js";

const folder = "test/conformance-grpc";
const suite = "connectrpc.com/conformance";
const runner = join(root, "node_modules/.cache/connectconformance");

await runScript(async (signal) => {
  const [mode, ...flags] = process.argv.slice(2);
  const options = { cwd: root, signal };
  await prepare(options);
  await buildRunner(signal);
  const protos = (await runCommand(`go list -m -f {{.Dir}} ${suite}`, goOptions(signal))).trim();
  await step(`npx buf generate ${protos}/proto --template ${folder}/buf.gen.yaml`, options);
  await step(`npx tsc -p ${folder}`, options);
  const totals = { passed: 0, failed: 0 };
  for (const side of mode === undefined ? ["server", "client"] : [mode]) {
    const output = await runSide(side, flags, options);
    process.stdout.write(output);
    const [, passed = 0, failed = 1] = /(\d+) passed, (\d+) failed/.exec(output) ?? [];
    totals.passed += Number(passed);
    totals.failed += Number(failed);
  }
  process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed\n`);
  if (totals.failed > 0) process.exitCode = 1;
});

async function buildRunner(signal) {
  try {
    await step(`go build -o ${runner} ${suite}/cmd/connectconformance`, goOptions(signal));
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    throw new StepFailed(
      "go",
      "none",
      "The suite is a Go program: install Go 1.26 or later, https://go.dev/dl",
    );
  }
}

function goOptions(signal) {
  return { cwd: join(root, "test/grpc-tools"), signal };
}

/** @returns what the suite says of it, failures or not */
async function runSide(side, flags, options) {
  const known = `--known-failing @${folder}/${side}-known-failing.txt`;
  const command = `${runner} --mode ${side} --conf ${folder}/${side}-config.yaml ${known} ${flags.join(" ")}`;
  try {
    return await step(`${command} -- node ${folder}/dist/${side}.js`, options);
  } catch (error) {
    if (error instanceof StepFailed) return error.output;
    throw error;
  }
}
