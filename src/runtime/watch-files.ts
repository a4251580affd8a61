import { relative, sep } from "node:path";
import { watch } from "chokidar";

export interface WatchFilesOptions {
  /** Hears which file was the first to change, as a path from the folder. */
  readonly onChange: (path: string) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** What else is no source: matched with the path from the folder, with slashes. @default nothing */
  readonly ignored?: RegExp;
}

/** What is made from sources, or is not a source of the service, wherever it lies. */
const neverSources = /^(\..*|node_modules|dist|build|coverage|vendor|.*\.log|.*\.tsbuildinfo)$/;

/** An editor that saves several files, or one in several steps, makes one change. */
const settleMs = 150;

/** Calls back when the sources in a folder changed, however that came about, until the signal aborts. */
export async function watchFiles(folder: string, options: WatchFilesOptions): Promise<void> {
  const { onChange, signal, ignored } = options;
  const watcher = watch(folder, {
    ignoreInitial: true,
    ignored: (path) => {
      const parts = relative(folder, path).split(sep);
      return parts.some((it) => neverSources.test(it)) || ignored?.test(parts.join("/")) === true;
    },
  });
  let timer: NodeJS.Timeout | undefined;
  let first: string | undefined;
  watcher.on("all", (event, path) => {
    // Of a folder, what counts is its files.
    if (event === "addDir" || event === "unlinkDir") return;
    first ??= relative(folder, path);
    clearTimeout(timer);
    timer = setTimeout(tell, settleMs);
  });
  function tell(): void {
    const path = first ?? "";
    first = undefined;
    onChange(path);
  }
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  clearTimeout(timer);
  await watcher.close();
}
