import type { Connection, ConnectionOptions, Surroundings } from "./command.js";
import { CommandError, UsageError } from "./failure.js";
import { type ProgramContext, runProgram } from "./program.js";

/** The exit code of a command that the user interrupted: 128 + SIGINT. */
export const interrupted = 130;

/**
 * Runs one command line, without the leading `node micro`.
 *
 * @returns the exit code: 0 done, 1 failed, 2 used wrongly, 130 interrupted
 */
export async function run(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const { signal, stderr } = surroundings;
  let connection: Promise<Connection> | undefined;
  const context: ProgramContext = {
    ...surroundings,
    connect(options) {
      connection ??= surroundings.connect(options);
      return connection;
    },
    run: (more, changes) => run(more, { ...surroundings, ...changes, connect: (options) => lend(options) }),
  };
  /** The connection of this command line, to one that it runs: it goes on when that one is done. */
  async function lend(options: ConnectionOptions): Promise<Connection> {
    if (connection === undefined || Object.keys(options).length > 0) return surroundings.connect(options);
    return { ...(await connection), close: async () => {} };
  }
  try {
    await runProgram(argv, context);
    return signal.aborted ? interrupted : 0;
  } catch (error) {
    if (signal.aborted) return interrupted;
    stderr.write(`${report(error)}\n`);
    return error instanceof CommandError ? error.exitCode : 1;
  } finally {
    await (await connection?.catch(() => undefined))?.close();
  }
}

function report(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const usage = error instanceof UsageError && error.usage ? `\nusage: ${error.usage}` : "";
  // Errors of calls read as Micro's own: `error calling greeter.Greeter.Hello: ...`
  return `${message.startsWith("error ") ? "" : "error: "}${message}${usage}`;
}
