import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** The built command. */
const main: string = join(import.meta.dirname, "../../dist/cli/micro.js");

/** A `micro` that runs in a process of its own. */
export interface MicroProcess {
  readonly child: ChildProcess;
  /** What it printed so far, to stdout and stderr. */
  readonly printed: string;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string | null>;
}

export interface MicroProcessOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function startMicro(argv: readonly string[], options: MicroProcessOptions): MicroProcess {
  const child = spawn(process.execPath, [main, ...argv], { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
  }
  const ended = new Promise<number | string | null>((resolve) => {
    child.once("close", (code, signal) => resolve(signal ?? code));
  });
  return {
    child,
    ended,
    get printed() {
      return printed;
    },
  };
}

/** Runs `micro` to its end. @returns what it printed, and its exit code */
export async function runMicro(
  argv: readonly string[],
  options: MicroProcessOptions,
): Promise<{ printed: string; code: number | string | null }> {
  const micro = startMicro(argv, options);
  const code = await micro.ended;
  return { printed: micro.printed, code };
}

/** Waits until something holds. @throws with what `describe` says when it does not within half a minute */
export async function until(holds: () => boolean | Promise<boolean>, describe: () => string): Promise<void> {
  const lastTry = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > lastTry) throw new Error(`it never came true: ${holds}\n${describe()}`);
    await delay(50);
  }
}

/** Whether a process runs. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
