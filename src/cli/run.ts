import { CommanderError } from "commander";
import type { Surroundings } from "./command.js";
import { CommandError } from "./failure.js";
import { createProgram } from "./program.js";

/** The exit code of a command that the user interrupted: 128 + SIGINT. */
const interrupted = 130;

/**
 * Runs one command line, without the leading `node micro`.
 *
 * @returns the exit code: 0 done, 1 failed, 2 used wrongly, 130 interrupted
 */
export async function run(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const { signal, stderr } = surroundings;
  const program = createProgram({ ...surroundings, run: (more) => run(more, surroundings) });
  try {
    await program.parseAsync([...argv], { from: "user" });
    return signal.aborted ? interrupted : 0;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    if (signal.aborted) return interrupted;
    stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof CommandError ? error.exitCode : 1;
  }
}
