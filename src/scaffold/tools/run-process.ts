import { x } from "tinyexec";

export interface ProcessOptions {
  readonly cwd: string;
  /** Added to the environment. @default nothing */
  readonly env?: Readonly<Record<string, string>>;
  /** What it is called in messages. @default the program */
  readonly name?: string;
  /** The exit codes that are no failure. @default [0] */
  readonly success?: readonly number[];
  /** Ends the process. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a program, without a shell, and gives what it wrote to its standard output.
 *
 * @throws {Error} with what the program said, when it fails
 */
export async function runProcess(
  program: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<string> {
  options.signal?.throwIfAborted();
  const result = await x(program, args, {
    nodeOptions: { cwd: options.cwd, env: { ...options.env } },
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  options.signal?.throwIfAborted();
  if ((options.success ?? [0]).includes(result.exitCode ?? -1)) return result.stdout;
  const said = `${result.stderr}${result.stdout}`.trim();
  throw new Error(`${options.name ?? program} failed:\n${said}`);
}
