/*
 * Runs the registry plugins against the servers they stand on, and beside Go Micro's own registries. Needs Go, which
 * builds the servers and the Go programs from the module proxy.
 *
 *   node test/plugins/run.js [consul] [etcd] [kubernetes]
 *
 * Without words it runs those that PLUGINS names, with commas between, or all.
 */
import { mkdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { prepare, root } from "../../scripts/prepare.js";
import { runScript, StepFailed, step } from "../../scripts/step.js";

const folder = join(root, "test/plugins");
const programs = join(root, "node_modules/.cache/plugins");

/** What each plugin is tried with. */
const serversOf = { consul: ["consul"], etcd: ["etcd"], kubernetes: ["etcd", "kube-apiserver"] };

await runScript(async (signal) => {
  await prepare({ signal });
  await mkdir(programs, { recursive: true });
  const plugins = chosenPlugins();
  for (const server of new Set(plugins.flatMap((it) => serversOf[it]))) {
    await build(join(folder, "servers", server), ".", signal);
  }
  await build(await assembleGoMicro(signal), "./server ./client", signal);
  const words = plugins.map((it) => `${it}.test.ts`).join(" ");
  const options = { cwd: root, signal };
  process.stdout.write(await step(`npx vitest run --config test/plugins/vitest.config.ts ${words}`, options));
});

function chosenPlugins() {
  const all = Object.keys(serversOf);
  const words = process.argv.slice(2);
  const chosen = words.length > 0 ? words : (process.env.PLUGINS?.split(",") ?? all);
  const unknown = chosen.find((it) => !all.includes(it));
  if (unknown === undefined) return chosen;
  throw new TypeError(`Expected some of ${all.join(", ")}, got "${unknown}"`);
}

/** @returns the module of the Go programs of test/interop with Go Micro's own registries */
async function assembleGoMicro(signal) {
  const target = join(programs, "go-micro");
  const places = `test/plugins/go ${relative(root, target)}`;
  const script = "test/interop/assemble-go-plugins.js";
  await step(`node ${script} ${places} registry/etcdv3 registry/kubernetes`, { cwd: root, signal });
  return target;
}

async function build(module, packages, signal) {
  const command = `go build -C ${relative(root, module)} -mod=readonly '-ldflags=-s -w' -o ${programs}/ ${packages}`;
  await goCommand(() => step(command, { cwd: root, signal }));
}

async function goCommand(run) {
  try {
    return await run();
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    const remedy = "The servers are Go programs: install Go 1.26 or later, https://go.dev/dl";
    throw new StepFailed("go", "none", remedy);
  }
}
