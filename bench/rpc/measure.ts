import type { Caller } from "./contender.js";

/** What one run of one contender came to, seen by its client. */
export interface Measured {
  readonly callsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Keeps that many calls in flight for that long. */
export async function measureCalls(
  caller: Caller,
  inFlight: number,
  durationMs: number,
): Promise<Measured & { calls: number }> {
  const latencies: number[] = [];
  const started = performance.now();
  const end = started + durationMs;
  const worker = async () => {
    for (let at = performance.now(); at < end; ) {
      const reply = await caller.hello("sixteen letters.");
      if (reply.length !== 24) throw new Error(`unexpected reply ${reply}`);
      const now = performance.now();
      latencies.push(now - at);
      at = now;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  const seconds = (performance.now() - started) / 1000;
  latencies.sort((a, b) => a - b);
  return {
    calls: latencies.length,
    callsPerSecond: latencies.length / seconds,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
  };
}

/** @returns messages per second of one server stream; undefined where the contender has none */
export async function measureStream(caller: Caller, messages: number): Promise<number | undefined> {
  if (caller.count === undefined) return undefined;
  const started = performance.now();
  const received = await caller.count(messages);
  if (received !== messages) throw new Error(`${received} of ${messages} messages came`);
  return messages / ((performance.now() - started) / 1000);
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
