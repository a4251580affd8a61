import type { Measured } from "./measure.js";

/** What one contender came to in one round. */
export interface Result {
  readonly name: string;
  readonly byLoad: ReadonlyMap<number, Measured & { readonly cpuSecondsPer10k: number }>;
  /** Messages per second of one server stream. */
  readonly streamed: number | undefined;
  readonly rssBytes: number;
}

/** Prints the median of the rounds of each contender, and how the first one compares. */
export function printResults(results: readonly Result[], loads: readonly number[]): void {
  const names = [...new Set(results.map((it) => it.name))];
  for (const load of loads) {
    console.log(`\nUnary calls, ${load} in flight`);
    console.table(
      Object.fromEntries(
        names.map((name) => {
          const of = (field: keyof Measured | "cpuSecondsPer10k") =>
            median(results, name, (it) => it.byLoad.get(load)?.[field]);
          return [
            name,
            {
              "calls/s": round(of("callsPerSecond"), 0),
              "p50 ms": round(of("p50Ms"), 2),
              "p99 ms": round(of("p99Ms"), 2),
              "CPU s per 10,000": round(of("cpuSecondsPer10k"), 3),
              ...ratios(
                names,
                (it) => median(results, it, (result) => result.byLoad.get(load)?.callsPerSecond),
                name,
              ),
            },
          ];
        }),
      ),
    );
  }
  console.log("\nOne server stream, and memory");
  console.table(
    Object.fromEntries(
      names.map((name) => [
        name,
        {
          "messages/s": round(
            median(results, name, (it) => it.streamed),
            0,
          ),
          "RSS MB, both ends": round((median(results, name, (it) => it.rssBytes) ?? 0) / 1e6, 0),
          ...ratios(names, (it) => median(results, it, (result) => result.streamed), name),
        },
      ]),
    ),
  );
}

/** How often the first contender goes into this one. */
function ratios(
  names: readonly string[],
  read: (name: string) => number | undefined,
  name: string,
): Record<string, number | undefined> {
  const first = names[0];
  const [own, other] = [first === undefined ? undefined : read(first), read(name)];
  return { [`${first} is x`]: own === undefined || other === undefined ? undefined : round(own / other, 2) };
}

function median(
  results: readonly Result[],
  name: string,
  read: (result: Result) => number | undefined,
): number | undefined {
  const values = results
    .filter((it) => it.name === name)
    .flatMap((it) => read(it) ?? [])
    .sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)];
}

function round(value: number | undefined, digits: number): number | undefined {
  return value === undefined ? undefined : Number(value.toFixed(digits));
}
