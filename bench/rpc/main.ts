/* Measures every contender side by side, in turns, and prints what came out. */
import { type ChildProcess, fork, spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import type { Contender } from "./contender.js";
import { contenders } from "./contenders/index.js";
import type { Measured } from "./measure.js";
import { printResults, type Result } from "./report.js";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "3" },
    rounds: { type: "string", default: "3" },
    "in-flight": { type: "string", default: "16,128" },
    messages: { type: "string", default: "100000" },
    only: { type: "string" },
    ours: { type: "boolean", default: false },
  },
});

const durationMs = Number(values.seconds) * 1000;
const loads = values["in-flight"].split(",").map(Number);
const chosen = contenders
  .filter(({ name }) => values.only === undefined || values.only.split(",").includes(name))
  .filter(({ name }) => !values.ours || name.includes("micro"));
/** How long a process may take for what it is told: one that is stuck says nothing any more. */
const patienceMs = durationMs + 120_000;
const pinned = availableParallelism() > 1 && spawnSync("taskset", ["--version"]).status === 0;

/** A process of a contender, on a core of its own where the system can do that. */
class Worker {
  readonly #name: string;
  readonly #process: ChildProcess;

  constructor(contender: Contender, core: number) {
    this.#name = contender.name;
    const options = { execArgv: ["--import", "tsx"] };
    this.#process = fork(new URL("./worker.ts", import.meta.url), [contender.name], options);
    if (pinned) spawnSync("taskset", ["-a", "-c", "-p", String(core), String(this.#process.pid)]);
  }

  run<T>(command: Readonly<Record<string, unknown>>): Promise<T> {
    return new Promise((resolve, reject) => {
      const fail = (how: string) =>
        reject(new Error(`${this.#name} ${how} during ${JSON.stringify(command)}`));
      const onExit = () => fail("ended");
      const timer = setTimeout(() => fail("was stuck"), patienceMs);
      this.#process.once("exit", onExit);
      this.#process.once("message", ({ result, error }: { result: T; error?: string }) => {
        clearTimeout(timer);
        this.#process.off("exit", onExit);
        if (error === undefined) resolve(result);
        else reject(new Error(error));
      });
      this.#process.send(command);
    });
  }

  kill(): void {
    this.#process.kill("SIGKILL");
  }
}

interface Usage {
  readonly cpuSeconds: number;
  readonly rssBytes: number;
}

async function measure(contender: Contender): Promise<Result> {
  const server = new Worker(contender, 0);
  const client = contender.inProcess === true ? server : new Worker(contender, 1);
  const workers = [...new Set([server, client])];
  try {
    const place = await server.run<string>({ do: "serve" });
    await client.run({ do: "connect", place });
    await client.run({ do: "calls", inFlight: 16, durationMs: Math.min(2000, durationMs) });
    const byLoad = new Map<number, Measured & { cpuSecondsPer10k: number }>();
    for (const inFlight of loads) {
      const before = await usageOf(workers);
      const measured = await client.run<Measured & { calls: number }>({ do: "calls", inFlight, durationMs });
      const after = await usageOf(workers);
      const cpuSecondsPer10k = ((after.cpuSeconds - before.cpuSeconds) / measured.calls) * 10_000;
      byLoad.set(inFlight, { ...measured, cpuSecondsPer10k });
    }
    await client.run({ do: "stream", messages: Math.min(10_000, Number(values.messages)) });
    const streamed = await client.run<number | undefined>({
      do: "stream",
      messages: Number(values.messages),
    });
    const { rssBytes } = await usageOf(workers);
    await Promise.all(workers.map((it) => it.run({ do: "close" })));
    return { name: contender.name, byLoad, streamed, rssBytes };
  } finally {
    for (const worker of workers) worker.kill();
  }
}

async function usageOf(workers: readonly Worker[]): Promise<Usage> {
  const usages = await Promise.all(workers.map((it) => it.run<Usage>({ do: "usage" })));
  return {
    cpuSeconds: usages.reduce((sum, it) => sum + it.cpuSeconds, 0),
    rssBytes: usages.reduce((sum, it) => sum + it.rssBytes, 0),
  };
}

const results: Result[] = [];
for (let round = 1; round <= Number(values.rounds); round++) {
  for (const contender of chosen) {
    results.push(await measure(contender));
    process.stderr.write(`round ${round}: ${contender.name} done\n`);
  }
}
console.log(
  `Node ${process.version}, ${availableParallelism()} cores, ${pinned ? "server and client on one core each" : "not pinned"}`,
);
printResults(results, loads);
