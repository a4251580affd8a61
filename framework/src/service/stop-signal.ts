import { createDeferred } from "../async/deferred.js";
import { longestTimerMs } from "../async/time-limit.js";

const signals = ["SIGINT", "SIGTERM"] as const;

/** Why a service stops. */
export type StopReason = NodeJS.Signals | "aborted";

/** Listens for the end of a run. */
export interface StopSignal extends Disposable {
  readonly stopped: Promise<StopReason>;
}

/**
 * Waits for the process to be told to end. A second signal does not wait for what is being finished.
 *
 * @param signal ends the run in the same way, without a signal to the process
 */
export function listenForStop(signal: AbortSignal | undefined): StopSignal {
  const { promise: stopped, resolve } = createDeferred<StopReason>();
  let told = false;
  const onSignal = (name: NodeJS.Signals): void => {
    if (told) process.exit(1);
    told = true;
    resolve(name);
  };
  const onAbort = (): void => resolve("aborted");
  // Listening for signals does not keep a process alive, and neither do all transports.
  const alive = setInterval(() => {}, longestTimerMs);
  for (const name of signals) process.on(name, onSignal);
  if (signal?.aborted) onAbort();
  signal?.addEventListener("abort", onAbort);
  return {
    stopped,
    [Symbol.dispose]() {
      clearInterval(alive);
      for (const name of signals) process.off(name, onSignal);
      signal?.removeEventListener("abort", onAbort);
    },
  };
}
