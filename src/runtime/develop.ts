import type { Registry } from "@ts-micro/framework";
import type { ServicePlan } from "./plan/service-plan.js";
import { startGuard } from "./process/guard.js";
import { watchReadiness } from "./readiness.js";
import { ServiceRunner } from "./service-runner.js";
import { watchFiles } from "./watch-files.js";

export interface DevelopOptions {
  /** Where the service will be found. @default nobody can tell when it is up */
  readonly registry?: Registry;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Takes what is said about the service; the service itself prints where this process prints. */
  readonly say: (line: string) => void;
  /** Stops it. */
  readonly signal: AbortSignal;
}

/** What the service does not run from: tests, documents, and contracts, which reach it as generated code. */
const notRun = /^tests?(\/|$)|\.(test|spec)\.\w+$|\.(md|proto)$/;

/**
 * Runs one service for the one who writes it: starts it again when its sources change, when a signal killed it, and when
 * it ended well, as a function does after each call. One that failed waits for a change. Resolves when the signal has
 * stopped it.
 */
export async function develop(plan: ServicePlan, options: DevelopOptions): Promise<void> {
  const { registry, env, say, signal } = options;
  const guard = startGuard();
  const runner = new ServiceRunner(plan, {
    env,
    guard,
    readiness: watchReadiness(registry, signal),
    say,
    onFailed: () => say("a change starts it again"),
    retriesFailures: false,
  });
  const onChange = (path: string): void => {
    say(`${path} changed`);
    void runner.reload();
  };
  try {
    void runner.start();
    await watchFiles(plan.folder, { onChange, signal, ignored: notRun });
  } finally {
    await runner.stop();
    guard.close();
  }
}
