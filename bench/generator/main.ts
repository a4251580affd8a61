/* Measures every plugin on the same requests, in turns, and prints the medians with how the first one compares. */
import { parseArgs } from "node:util";
import { type Contender, contenders, variants } from "./contenders.js";
import { type Corpus, corpora, recordRequest } from "./corpora.js";
import { type Measured, measure, NoEnd } from "./measure.js";

const { values } = parseArgs({
  options: {
    large: { type: "boolean", default: false },
    options: { type: "boolean", default: false },
    rounds: { type: "string" },
    only: { type: "string" },
    limit: { type: "string", default: "10" },
  },
});

const all = values.options ? variants : contenders;

/** A request of thousands of files is measured alone: it takes minutes. */
for (const corpus of corpora.filter((it) => it.large === values.large)) await compare(corpus);

/** What takes many times as long as the first plugin is stopped; what was stopped, or failed, has no median. */
async function compare(corpus: Corpus): Promise<void> {
  const request = recordRequest(corpus);
  const rounds = Number(values.rounds ?? corpus.rounds);
  const chosen = all.filter((it) => values.only === undefined || values.only.split(",").includes(it.name));
  const runs = new Map<Contender, Measured[]>(chosen.map((it) => [it, []]));
  const ends = new Map<Contender, string>();
  for (let round = 1; round <= rounds; round++) {
    let limitSeconds = Number.POSITIVE_INFINITY;
    for (const [contender, measured] of runs) {
      if (ends.has(contender)) continue;
      try {
        const run = await measure(contender, request, limitSeconds);
        measured.push(run);
        limitSeconds = Math.min(limitSeconds, Math.max(run.wallSeconds * Number(values.limit), 10));
      } catch (error) {
        if (!(error instanceof NoEnd)) throw error;
        ends.set(contender, error.message);
      }
    }
    process.stderr.write(`${corpus.name}: round ${round} of ${rounds} done\n`);
  }
  const size = (request.length / 1e6).toFixed(request.length < 1e6 ? 3 : 0);
  console.log(`\n${corpus.name}: a request of ${size} MB, ${rounds} rounds, Node ${process.version}`);
  printMedians(new Map([...runs].filter(([it]) => !ends.has(it))), request.length / 1e6);
  for (const [{ name }, end] of ends) console.log(`${name} ${end}`);
}

function printMedians(runs: ReadonlyMap<Contender, readonly Measured[]>, requestMb: number): void {
  const rows = [...runs].map(([{ name }, measured]) => ({ name, ...medians(measured) }));
  const [own] = rows;
  if (own === undefined) return;
  const table = rows.map((row) => [
    row.name,
    {
      "wall s": round(row.wallSeconds, 3),
      "CPU s": round(row.cpuSeconds, 3),
      ...(requestMb > 1 && { "CPU s per MB": round(row.cpuSeconds / requestMb, 2) }),
      "peak MB": round(row.peakMb, 0),
      "output MB": round(row.outputMb, 2),
      [`${own.name}: wall x`]: round(own.wallSeconds / row.wallSeconds, 2),
      "CPU x": round(own.cpuSeconds / row.cpuSeconds, 2),
      "peak x": round(own.peakMb / row.peakMb, 2),
    },
  ]);
  console.table(Object.fromEntries(table));
}

function medians(measured: readonly Measured[]): Measured {
  const median = (field: keyof Measured) => {
    const sorted = measured.map((it) => it[field]).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  };
  return {
    wallSeconds: median("wallSeconds"),
    cpuSeconds: median("cpuSeconds"),
    peakMb: median("peakMb"),
    outputMb: median("outputMb"),
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
