import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** A command ended with a code other than 0; `output` is all it said. */
export class StepFailed extends Error {
  constructor(command, code, output) {
    super(`${command}: exit code ${code}`);
    this.output = output;
  }
}

/** Runs a script, and ends the process as it went: on a failed step with what the step said, and code 1. */
export async function runScript(script) {
  const interrupt = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => interrupt.abort());
  try {
    await script(interrupt.signal);
  } catch (error) {
    process.stderr.write(
      error instanceof StepFailed ? `${error.output}\n${error.message}\n` : `${error.stack}\n`,
    );
    process.exitCode = 1;
  }
}

/**
 * Runs a command as a user would type it, and prints it with the time it took.
 *
 * @param {string} command such as `npm ci`
 * @param {{cwd?: string, signal?: AbortSignal}} [options]
 * @returns {Promise<string>} what it wrote to stdout
 * @throws {StepFailed}
 */
export async function step(command, options = {}) {
  process.stdout.write(`$ ${command}`);
  const started = performance.now();
  try {
    return await runCommand(command, options);
  } finally {
    process.stdout.write(`  (${((performance.now() - started) / 1000).toFixed(1)} s)\n`);
  }
}

/** The same in silence. */
export async function runCommand(command, options = {}) {
  const child = startCommand(command, options);
  let output = "";
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    stdout += text;
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    output += text;
  });
  const stop = () => stopCommand(child);
  options.signal?.addEventListener("abort", stop);
  try {
    const code = await ended(child);
    if (code !== 0) throw new StepFailed(command, code, output);
    return stdout;
  } finally {
    options.signal?.removeEventListener("abort", stop);
  }
}

/** Starts a command with a process group of its own, so that stopping it stops what it started. */
export function startCommand(command, options = {}) {
  const [program, ...words] = splitWords(command);
  return spawn(program, words, {
    cwd: options.cwd,
    stdio: ["ignore", "pipe", "pipe"],
    detached: process.platform !== "win32",
    shell: process.platform === "win32",
  });
}

/** Asks a command and all it started to stop, then insists. @returns its exit code, or the signal that ended it */
export async function stopCommand(child, graceMs = 10_000) {
  const over = ended(child);
  const insistAt = Date.now() + graceMs;
  let insisted = false;
  kill(child, "SIGTERM");
  // Where nobody buries orphans, killed ones stay as zombies: they are not waited for.
  while (kill(child, 0) && Date.now() < insistAt + 1_000) {
    if (Date.now() > insistAt) insisted = kill(child, "SIGKILL");
    await sleep(20);
  }
  return insisted ? "SIGKILL" : over;
}

/** @returns false when nothing of the command is left */
function kill(child, signal) {
  try {
    return process.kill(process.platform === "win32" ? child.pid : -child.pid, signal);
  } catch {
    return false;
  }
}

async function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? child.signalCode;
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? signal));
  });
}

/** Splits at spaces outside single quotes: all that the commands here need of a shell. */
function splitWords(command) {
  return [...command.matchAll(/'([^']*)'|\S+/g)].map((it) => it[1] ?? it[0]);
}
