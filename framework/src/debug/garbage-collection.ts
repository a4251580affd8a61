import { PerformanceObserver } from "node:perf_hooks";

/** Adds up for how long garbage collection has paused the process since the first call of `start`. */
export interface GarbageCollection {
  start(): void;
  stop(): void;
  readonly pausedNs: bigint;
}

export function createGarbageCollection(): GarbageCollection {
  let pausedMs = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) pausedMs += duration;
  });
  return {
    start: () => observer.observe({ entryTypes: ["gc"] }),
    stop: () => observer.disconnect(),
    get pausedNs() {
      return BigInt(Math.round(pausedMs * 1e6));
    },
  };
}
