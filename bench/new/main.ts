/*
 * From nothing to the first answer: `micro new` beside the scaffolders that people would otherwise use.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Contender, contenders } from "./contenders.js";
import { type Options, readOptions } from "./options.js";
import { printReport, type Times } from "./report.js";

const checkout = join(import.meta.dirname, "..", "..");
const { rounds, cache, only } = readOptionsOrExit();

const home = await mkdtemp(join(tmpdir(), "micro-bench-new-"));
try {
  const [micro, ...others] = contenders(checkout, await freePort());
  const all = [micro, ...others.filter(({ name }) => only === undefined || only.includes(name))];
  await writeFile(join(home, "package.json"), '{ "private": true }');
  await run(["npm", "install", "--ignore-scripts", ...all.flatMap((it) => it.packages)], home);
  const results = new Map<Contender, Times[]>(all.map((it) => [it, []]));
  // The first time fills caches: npm's, and the tarballs of this checkout, which no user of a release would pack.
  for (let round = 0; round <= rounds; round += 1) {
    for (const contender of all) {
      const folder = join(home, `round-${round}`, contender.name.replace(/\W+/g, "-"));
      await mkdir(folder, { recursive: true });
      const times = await measure(contender, folder);
      if (round > 0) results.get(contender)?.push(times);
      process.stderr.write(`${round === 0 ? "not measured" : `${round}/${rounds}`} ${contender.name}\n`);
    }
  }
  if (!printReport(results)) process.exitCode = 1;
} finally {
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
}

function readOptionsOrExit(): Options {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : error}\n`);
    process.exit(2);
  }
}

async function measure(contender: Contender, folder: string): Promise<Times> {
  const app = join(folder, "app");
  const scaffold = await time(() => run(contender.scaffold, folder));
  const cold = cache === "cold" ? ["--cache", join(folder, "cache")] : [];
  const install = await time(() => run(["npm", "install", "--no-audit", "--no-fund", ...cold], app));
  const answer = await time(() => firstAnswer(contender, app));
  await run(["npm", "prune", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"], app);
  const production = (await sizeOf(join(app, "node_modules"))) / 1e6;
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  return { scaffold, install, answer, production };
}

/** Starts a project as its developer does, and waits until it answers. */
async function firstAnswer({ dev, env, probe, name }: Contender, app: string): Promise<void> {
  const child = start(dev, app, env);
  try {
    const last = performance.now() + 120_000;
    while (!(await probe().catch(() => false))) {
      if (performance.now() > last || child.exitCode !== null) throw new Error(`${name} never answered`);
      await sleep(10);
    }
  } finally {
    await stop(child);
  }
}

/** Development servers are trees of processes: each is a group of its own, and ended as one. */
async function stop(child: ChildProcess): Promise<void> {
  const closed = once(child, "close");
  if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  await closed;
}

function start(
  [command = "", ...args]: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
) {
  const path = [join(home, "node_modules", ".bin"), process.env.PATH].join(delimiter);
  return spawn(command, args, {
    cwd,
    detached: true,
    stdio: "ignore",
    env: { ...process.env, ...env, PATH: path },
  });
}

async function run(words: readonly string[], cwd: string): Promise<void> {
  const [code] = await once(start(words, cwd), "close");
  if (code !== 0) throw new Error(`${words.join(" ")} exited with ${code}`);
}

async function time(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = entries
    .filter((it) => it.isFile())
    .map(async (it) => (await stat(join(it.parentPath, it.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}
