import type { Health } from "../health/health.js";
import type { GarbageCollection } from "./garbage-collection.js";
import type { DebugHandler } from "./gen/debug.micro.js";

export interface DebugHandlerOptions {
  readonly health: Health;
  readonly garbageCollection: GarbageCollection;
}

/** Makes the handler that `micro health`, `micro stats` and Go's peers call. */
export function createDebugHandler({ health, garbageCollection }: DebugHandlerOptions): DebugHandler {
  const started = Date.now();
  return {
    async health() {
      const { healthy, failing } = await health.check();
      return { status: healthy ? "ok" : `failing: ${failing.join(", ")}` };
    },
    stats: () => ({
      started: BigInt(Math.floor(started / 1000)),
      uptime: BigInt(Math.floor((Date.now() - started) / 1000)),
      memory: BigInt(process.memoryUsage().heapUsed),
      // What goroutines are to a Go process: all that is under way.
      threads: BigInt(process.getActiveResourcesInfo().length),
      gc: garbageCollection.pausedNs,
    }),
  };
}
