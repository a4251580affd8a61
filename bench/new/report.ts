import type { Contender } from "./contenders.js";

/** What one round of one contender took, in seconds. */
export interface Times {
  readonly scaffold: number;
  readonly install: number;
  readonly answer: number;
  /** Megabytes that production would carry. */
  readonly production: number;
}

type Results = ReadonlyMap<Contender, readonly Times[]>;

/** What `micro new` promises. */
interface Bar {
  readonly what: string;
  readonly measured: number;
  readonly unit: string;
  /** What it must stay below or, for a ratio, reach. */
  readonly limit: number;
  readonly isMet: boolean;
}

/** Prints medians, and whether `micro new` keeps its promises. @returns whether it keeps all */
export function printReport(results: Results): boolean {
  const row = (cells: readonly string[]) =>
    `${cells.map((it, at) => (at === 0 ? it.padEnd(40) : it.padStart(12))).join("")}\n`;
  process.stdout.write(row(["medians", "files", "install", "answer", "in all", "production"]));
  for (const [{ name }, times] of results) {
    const of = (pick: (it: Times) => number) => median(times.map(pick));
    const seconds = [of((it) => it.scaffold), of((it) => it.install), of((it) => it.answer), of(inAll)];
    const cells = seconds.map((it) => `${it.toFixed(2)} s`);
    process.stdout.write(row([name, ...cells, `${of((it) => it.production).toFixed(1)} MB`]));
  }
  const bars = checkBars(results);
  process.stdout.write(`\n${row(["micro new", "measured", "bar", ""])}`);
  for (const { what, measured, unit, limit, isMet } of bars) {
    const bar = unit === "x" ? `>= ${limit} x` : `< ${limit} ${unit}`;
    process.stdout.write(row([what, `${measured.toFixed(2)} ${unit}`, bar, isMet ? "met" : "MISSED"]));
  }
  return bars.every((it) => it.isMet);
}

function checkBars(results: Results): Bar[] {
  const times = (name: string) => [...results].find(([it]) => it.name.startsWith(name))?.[1] ?? [];
  const micro = times("micro");
  const below = (
    what: string,
    pick: (it: Times) => number,
    [limit, unit]: readonly [number, string],
  ): Bar => {
    const measured = median(micro.map(pick));
    return { what, measured, unit, limit, isMet: measured < limit };
  };
  const own = [
    below("files on disk", (it) => it.scaffold, [2, "s"]),
    below("from dev to the first call", (it) => it.answer, [2, "s"]),
    below("production dependencies", (it) => it.production, [20, "MB"]),
  ];
  // Each round against its own: both ran while the machine was in the same mood.
  const ratios = times("@nestjs").map((nest, round) => inAll(nest) / inAll(micro[round] ?? nest));
  if (ratios.length === 0) return own;
  const spread = `(${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`;
  const measured = median(ratios);
  const what = `ready sooner than Nest ${spread}`;
  return [...own, { what, measured, unit: "x", limit: 2, isMet: measured >= 2 }];
}

function inAll({ scaffold, install, answer }: Times): number {
  return scaffold + install + answer;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
