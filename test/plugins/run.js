/*
 * Runs the registry plugins against the servers they stand on, and beside Go Micro's own. Needs Go, which builds the
 * servers and the Go programs from the module proxy.
 *
 *   node test/plugins/run.js [words of vitest]
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { prepare, root } from "../../scripts/prepare.js";
import { runScript, StepFailed, step } from "../../scripts/step.js";

const programs = join(root, "node_modules/.cache/plugins");

await runScript(async (signal) => {
  await prepare({ signal });
  await mkdir(programs, { recursive: true });
  await build("test/plugins/servers/consul", ".", signal);
  await build("test/interop/go", "./server ./client", signal);
  const words = process.argv.slice(2).join(" ");
  process.stdout.write(
    await step(`npx vitest run --config test/plugins/vitest.config.ts ${words}`, { cwd: root, signal }),
  );
});

async function build(module, packages, signal) {
  try {
    await step(`go build -mod=readonly -o ${programs}/ ${packages}`, { cwd: join(root, module), signal });
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    throw new StepFailed(
      "go",
      "none",
      "The servers are Go programs: install Go 1.26 or later, https://go.dev/dl",
    );
  }
}
