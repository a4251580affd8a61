/*
 * The main job from end to end: scaffold a service, build it, start it, find and call it.
 * Each step is a command that a user would type.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { prepare, root } from "./prepare.js";
import { runCommand, runScript, StepFailed, startCommand, step, stopCommand } from "./step.js";

await runScript(async (signal) => {
  await prepare({ signal });
  const folder = await mkdtemp(join(tmpdir(), "micro-"));
  try {
    const project = join(folder, "greeter");
    await step(`npx micro new ${project}`, { cwd: root, signal });
    process.stdout.write(`$ cd ${project}\n`);
    await step("npm install", { cwd: project, signal });
    await step("npm run build", { cwd: project, signal });
    await callService(project, signal);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

async function callService(project, signal) {
  const options = { cwd: project, signal };
  const started = performance.now();
  const service = startCommand("npm start", options);
  process.stdout.write("$ npm start &");
  let log = "";
  for (const stream of [service.stdout, service.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      log += text;
    });
  }
  let code;
  try {
    const isUp = await becomesListed(service, options);
    process.stdout.write(`  (listed after ${((performance.now() - started) / 1000).toFixed(1)} s)\n`);
    if (!isUp) throw new StepFailed("npm start", service.exitCode ?? "none, and never listed", log);
    process.stdout.write(await step(`npx micro call greeter Greeter.Hello '{"name":"John"}'`, options));
  } finally {
    code = await stopCommand(service);
  }
  process.stdout.write("$ kill %1\n");
  // npm itself dies of the signal; a service that does not stop in order is killed, and that shows.
  if (code !== 0 && code !== "SIGTERM") throw new StepFailed("npm start, stopped by SIGTERM", code, log);
}

/** @returns false when the service ended, or did not show up in discovery for half a minute */
async function becomesListed(service, options) {
  const lastTry = Date.now() + 30_000;
  while (service.exitCode === null && Date.now() < lastTry) {
    const names = (await runCommand("npx micro list services", options)).split("\n");
    if (names.includes("greeter")) return true;
    await sleep(200, undefined, { signal: options.signal });
  }
  return false;
}
