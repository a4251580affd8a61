/*
 * Runs the registry plugins against the servers they stand on, and beside Go Micro's own registries. Needs Go, which
 * builds the servers and the Go programs from the module proxy.
 *
 *   node test/plugins/run.js [consul] [etcd] [kubernetes]
 *
 * Without words it runs those that PLUGINS names, with commas between, or all.
 */
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { prepare, root } from "../../scripts/prepare.js";
import { runCommand, runScript, StepFailed, step } from "../../scripts/step.js";

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

/**
 * Puts the Go programs of test/interop together with registries of github.com/micro/go-plugins. That module asks for
 * others that are no longer to be had; the two registries need none of those, so they get a go.mod of their own.
 */
async function assembleGoMicro(signal) {
  const assembled = join(programs, "go-micro");
  await rm(assembled, { recursive: true, force: true });
  for (const part of ["greeter", "server", "client"]) {
    await cp(join(root, "test/interop/go", part), join(assembled, part), { recursive: true });
  }
  for (const part of ["server", "client"]) {
    await cp(join(folder, "go/plugins.go"), join(assembled, part, "plugins.go"));
  }
  for (const file of ["go.mod", "go.sum"]) await cp(join(folder, "go", file), join(assembled, file));
  const download = "go mod download -json github.com/micro/go-plugins@v1.0.0";
  const { Dir: source } = JSON.parse(await goCommand(() => runCommand(download, { cwd: root, signal })));
  const plugins = join(assembled, "go-plugins");
  for (const registry of ["registry/etcdv3", "registry/kubernetes"]) {
    // What is in Go's module cache is read-only: its files are written, not copied.
    for (const file of await readdir(join(source, registry), { recursive: true })) {
      if (!/(?<!_test)\.go$/.test(file)) continue;
      const target = join(plugins, registry, file);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, await readFile(join(source, registry, file)));
    }
  }
  await cp(join(folder, "go/go-plugins.mod"), join(plugins, "go.mod"));
  return assembled;
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
