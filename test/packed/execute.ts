import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

export interface ExecuteOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Counts what it says on standard error as output, too. @default false */
  readonly withProblems?: boolean;
}

/** Runs a command to its end. @returns its standard output @throws with all it said when it fails */
export async function execute(
  command: string,
  args: readonly string[],
  { withProblems = false, ...options }: ExecuteOptions,
): Promise<string> {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} exited with ${code}:\n${stdout}\n${stderr}`);
  return withProblems ? `${stdout}${stderr}` : stdout;
}

/** A program that runs until it is told to stop. */
export interface Running {
  /** What it has written so far. */
  readonly log: () => string;
  readonly child: ChildProcess;
  /** @returns its exit code */
  stop(): Promise<number | null>;
}

export function startProgram(command: string, args: readonly string[], options: ExecuteOptions): Running {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (part: string) => {
      log += part;
    });
  }
  const closed = once(child, "close");
  return {
    child,
    log: () => log,
    stop: async () => {
      child.kill("SIGTERM");
      const [code] = await closed;
      return code;
    },
  };
}
