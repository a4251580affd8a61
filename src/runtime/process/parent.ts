/** How often it is looked whether the parent is still there. */
const lookMs = 500;

/**
 * Calls back when the process that started this one has ended, until the signal aborts.
 *
 * npm that is told to end tells the shell between, which ends and tells nobody.
 */
export function onParentGone(gone: () => void, signal: AbortSignal): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    gone();
  }, lookMs);
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
}
