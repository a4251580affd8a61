import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import type { Connection, ConnectionOptions } from "../../src/cli/command.js";
import { run } from "../../src/cli/run.js";

/** What a command line left behind. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TerminalOptions {
  /** The system that the command line is about. It stays open. */
  readonly system?: Omit<Connection, "close">;
  readonly stdin?: string | Readable;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Hears results as they are printed. */
  readonly onOutput?: (text: string) => void;
  /** Hears which system the command line names. */
  readonly onConnect?: (options: ConnectionOptions) => void;
  /** Hears what goes to stderr. */
  readonly onProblem?: (text: string) => void;
}

/** Runs `micro` in this process, as it runs in one of its own. */
export async function micro(argv: readonly string[], options: TerminalOptions = {}): Promise<Outcome> {
  const { system, stdin = "", cwd = process.cwd(), env = {} } = options;
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  if (options.onOutput) stdout.setEncoding("utf8").on("data", options.onOutput);
  if (options.onProblem) stderr.setEncoding("utf8").on("data", options.onProblem);
  const printed = Promise.all([text(stdout), text(stderr)]);
  const code = await run(argv, {
    cwd,
    env,
    stdin: typeof stdin === "string" ? Readable.from([stdin]) : stdin,
    stdout,
    stderr,
    signal: options.signal ?? new AbortController().signal,
    connect: async (named) => {
      options.onConnect?.(named);
      if (system === undefined) throw new Error("this command line should not need a system");
      return { ...system, close: async () => {} };
    },
  });
  stdout.end();
  stderr.end();
  const [out, err] = await printed;
  return { code, stdout: out, stderr: err };
}
