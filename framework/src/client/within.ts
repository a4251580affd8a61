import { longestTimerMs } from "../async/time-limit.js";
import { timeout } from "../errors/errors.js";
import { MicroError } from "../errors/micro-error.js";

/** How long a caller is willing to wait. */
export interface Limits {
  /** In milliseconds since the epoch. */
  readonly deadline: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Who says so when the client itself gives up. */
export const clientId = "go.micro.client";

/** Throws 408 or 499 when there is nothing left to wait for. */
export function checkLimits({ deadline, signal }: Limits): void {
  if (signal?.aborted) throw MicroError.from(signal.reason, clientId);
  if (deadline !== undefined && Date.now() >= deadline) throw deadlineExceeded();
}

/** Waits for work that knows no limits itself. What the work comes to later is dropped. */
export async function within<T>(work: Promise<T>, limits: Limits): Promise<T> {
  checkLimits(limits);
  const { deadline, signal } = limits;
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  const gaveUp = new Promise<never>((_, reject) => {
    if (deadline !== undefined) {
      timer = setTimeout(() => reject(deadlineExceeded()), Math.min(deadline - Date.now(), longestTimerMs));
    }
    onAbort = () => reject(MicroError.from(signal?.reason, clientId));
    signal?.addEventListener("abort", onAbort);
  });
  try {
    return await Promise.race([work, gaveUp]);
  } finally {
    clearTimeout(timer);
    if (onAbort) signal?.removeEventListener("abort", onAbort);
  }
}

function deadlineExceeded(): MicroError {
  return timeout(clientId, "call timeout: deadline exceeded");
}
