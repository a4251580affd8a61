/*
 * How long `micro` takes to start, beside a Node that does nothing. What is measured alternates, so that a busy machine
 * is as busy for each.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const rounds = 30;
const micro = fileURLToPath(new URL("../../dist/cli/micro.js", import.meta.url));
const contenders = [
  ["node -e 0", ["-e", "0"]],
  ["micro --version", [micro, "--version"]],
  ["micro --help", [micro, "--help"]],
  ["micro call --help", [micro, "call", "--help"]],
  ["micro list", [micro, "list", "services", "--registry", "memory"]],
];

const times = contenders.map(() => []);
for (let round = 0; round < rounds; round += 1) {
  for (const [index, [, argv]] of contenders.entries()) {
    const began = performance.now();
    execFileSync(process.execPath, argv, { stdio: "ignore" });
    times[index].push(performance.now() - began);
  }
}

const medians = times.map((it) => it.sort((a, b) => a - b)[rounds / 2]);
for (const [index, [name]] of contenders.entries()) {
  const ratio = (medians[index] / medians[0]).toFixed(2);
  process.stdout.write(
    `${name.padEnd(18)} ${medians[index].toFixed(0).padStart(5)} ms  ${ratio} x node -e 0\n`,
  );
}
