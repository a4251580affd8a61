import { type ChildProcess, spawn } from "node:child_process";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";

/** A line for the shell, or a program and its arguments. */
export type CommandLine = string | readonly [program: string, ...args: string[]];

export interface ProcessGroupOptions {
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Hears every line that the processes print. @default they print where this process prints */
  readonly onLine?: (line: string) => void;
}

/** How a command line ended. */
export type Exit =
  | { readonly code: number }
  | { readonly signal: NodeJS.Signals }
  | { readonly problem: string };

/** A command line, with all the processes that it starts. */
export interface ProcessGroup {
  readonly pid: number | undefined;
  /** Resolves when the first process ended; what it started may still run. */
  readonly exited: Promise<Exit>;
  /** Ends every process: asks them, and after `graceMs` kills them. Resolves when none is left. */
  stop(graceMs: number): Promise<void>;
}

/** How long a killed process may take to disappear. Where nobody waits for orphans, they stay as zombies. */
const burialMs = 1_000;

/** Windows has no process groups: there it is one process, which ends without being asked. */
const hasGroups = process.platform !== "win32";

/** Runs a command line in a process group of its own. To the shell, commands of the packages around are at hand. */
export function startProcessGroup(command: CommandLine, options: ProcessGroupOptions): ProcessGroup {
  const { folder, env, onLine } = options;
  const isLine = typeof command === "string";
  const [program, ...args] = isLine ? ["/bin/sh", "-c", command] : command;
  const output = onLine ? "pipe" : "inherit";
  const child = spawn(program, args, {
    cwd: folder,
    env: isLine ? { ...env, PATH: [...binFolders(folder), env.PATH ?? ""].join(delimiter) } : env,
    stdio: ["ignore", output, output],
    detached: hasGroups,
  });
  for (const input of [child.stdout, child.stderr]) {
    if (input && onLine) createInterface({ input }).on("line", onLine);
  }
  return { pid: child.pid, exited: exitOf(child), stop: (graceMs) => stopGroup(child.pid, graceMs) };
}

/** Ends a process group: asks, waits, kills. Resolves when nothing of it is left. */
export async function stopGroup(pid: number | undefined, graceMs: number): Promise<void> {
  if (pid === undefined) return;
  if (!signalGroup(pid, "SIGTERM") || (await isGoneWithin(pid, graceMs))) return;
  signalGroup(pid, "SIGKILL");
  await isGoneWithin(pid, burialMs);
}

async function isGoneWithin(pid: number, milliseconds: number): Promise<boolean> {
  const end = Date.now() + milliseconds;
  while (Date.now() < end) {
    if (!signalGroup(pid, 0)) return true;
    await delay(20);
  }
  return false;
}

/** @returns false when no such process is left */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(hasGroups ? -pid : pid, signal);
  } catch {
    return false;
  }
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ problem: error.message }));
    // What was printed last has been heard by then.
    child.once("close", (code, signal) => resolve(signal === null ? { code: code ?? 0 } : { signal }));
  });
}

/** `node_modules/.bin` of the folder and of those above it, as npm has them. */
function binFolders(folder: string): string[] {
  const bin = join(folder, "node_modules", ".bin");
  return dirname(folder) === folder ? [bin] : [bin, ...binFolders(dirname(folder))];
}
