/** One thing that a Go and a TypeScript process must be able to do together. */
export interface InteropCase {
  /** A sentence. */
  readonly name: string;
  /** Rejects when they are not. */
  readonly run: () => Promise<void>;
}

/** What ran so far, and which cases are to run. */
export interface Totals {
  passed: number;
  failed: number;
  /** Part of the title or the name of the cases to run; empty for all. */
  readonly wanted: string;
}

/** No case takes longer than this. */
const limitMs = 60_000;

/** Runs cases one after the other, and prints how each went. */
export async function runCases(title: string, cases: readonly InteropCase[], totals: Totals): Promise<void> {
  const wanted = cases.filter(({ name }) => `${title}: ${name}`.includes(totals.wanted));
  if (wanted.length > 0) console.log(`\n${title}`);
  for (const { name, run } of wanted) {
    const started = performance.now();
    try {
      await withLimit(run());
      totals.passed += 1;
      console.log(`  ok      ${name} (${Math.round(performance.now() - started)} ms)`);
    } catch (error) {
      totals.failed += 1;
      console.log(`  FAILED  ${name}\n${indent(error)}`);
    }
  }
}

async function withLimit(running: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no result after ${limitMs / 1000} s`)), limitMs);
  });
  try {
    await Promise.race([running, limit]);
  } finally {
    clearTimeout(timer);
  }
}

function indent(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text.replace(/^/gm, "          ");
}
