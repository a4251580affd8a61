import { sep } from "node:path";
import { watch } from "chokidar";

/** What is made from sources, or is not a source of the service. */
const ignored = /^(\..*|node_modules|dist|build|coverage|vendor|.*\.log|.*\.tsbuildinfo)$/;

/** An editor that saves several files, or one in several steps, makes one change. */
const settleMs = 150;

/** Calls back when the sources in a folder changed, until the signal aborts. */
export async function watchFiles(folder: string, onChange: () => void, signal: AbortSignal): Promise<void> {
  const watcher = watch(folder, {
    ignoreInitial: true,
    ignored: (path) =>
      path
        .slice(folder.length)
        .split(sep)
        .some((it) => ignored.test(it)),
  });
  let timer: NodeJS.Timeout | undefined;
  watcher.on("all", () => {
    clearTimeout(timer);
    timer = setTimeout(onChange, settleMs);
  });
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  clearTimeout(timer);
  await watcher.close();
}
