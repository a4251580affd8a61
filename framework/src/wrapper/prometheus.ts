/*
 * Counters and histograms in Prometheus' text format, version 0.0.4:
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */

/** What tells one time series of a name from another. */
export type Labels = Readonly<Record<string, string>>;

/** Numbers that go up, or up and down, by their labels. */
export class CounterFamily {
  readonly #name: string;
  readonly #head: string;
  readonly #values = new Map<string, number>();

  constructor(name: string, type: "counter" | "gauge", help: string) {
    this.#name = name;
    this.#head = headText(name, type, help);
  }

  add(labels: Labels, amount: number): void {
    const key = labelText(labels);
    this.#values.set(key, (this.#values.get(key) ?? 0) + amount);
  }

  text(): string {
    const lines = [...this.#values].map(([labels, value]) => `${this.#name}{${labels}} ${value}\n`);
    return this.#head + lines.join("");
  }
}

interface Distribution {
  readonly counts: number[];
  sum: number;
  count: number;
}

/** How many observations lie under each of some bounds, by their labels. */
export class HistogramFamily {
  readonly #name: string;
  readonly #head: string;
  readonly #bounds: readonly number[];
  readonly #values = new Map<string, Distribution>();

  constructor(name: string, help: string, bounds: readonly number[]) {
    this.#name = name;
    this.#head = headText(name, "histogram", help);
    this.#bounds = [...bounds].sort((a, b) => a - b);
  }

  observe(labels: Labels, value: number): void {
    const key = labelText(labels);
    let distribution = this.#values.get(key);
    if (distribution === undefined) {
      distribution = { counts: this.#bounds.map(() => 0), sum: 0, count: 0 };
      this.#values.set(key, distribution);
    }
    const bucket = this.#bounds.findIndex((it) => value <= it);
    if (bucket >= 0) distribution.counts[bucket] = (distribution.counts[bucket] ?? 0) + 1;
    distribution.sum += value;
    distribution.count += 1;
  }

  text(): string {
    return this.#head + [...this.#values].map(([labels, it]) => this.#series(labels, it)).join("");
  }

  #series(labels: string, { counts, sum, count }: Distribution): string {
    let under = 0;
    const buckets = this.#bounds.map((bound, i) => {
      under += counts[i] ?? 0;
      return `${this.#name}_bucket{${labels},le="${bound}"} ${under}\n`;
    });
    return [
      ...buckets,
      `${this.#name}_bucket{${labels},le="+Inf"} ${count}\n`,
      `${this.#name}_sum{${labels}} ${sum}\n`,
      `${this.#name}_count{${labels}} ${count}\n`,
    ].join("");
  }
}

function headText(name: string, type: string, help: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
}

function labelText(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}="${value.replace(/["\\\n]/g, escaped)}"`)
    .join(",");
}

function escaped(character: string): string {
  return character === "\n" ? "\\n" : `\\${character}`;
}
