/*
 * What a command throws when it cannot do what it was asked: one line for the reader, and the exit code.
 */

/** Something went wrong that is not the command line's fault. The message is one line, with the remedy. */
export class CommandError extends Error {
  readonly exitCode: number = 1;

  override get name(): string {
    return "CommandError";
  }
}

/** The command line was wrong. The usage of the command is shown below the message. */
export class UsageError extends CommandError {
  override readonly exitCode = 2;
  /** How the command is used; whoever knows the command fills it in. */
  readonly usage: string | undefined;

  constructor(message: string, options: { readonly usage?: string } = {}) {
    super(message);
    this.usage = options.usage;
  }

  override get name(): string {
    return "UsageError";
  }
}

/** What was asked for is there, but something that should follow it failed: exit code 3. */
export class IncompleteError extends CommandError {
  override readonly exitCode = 3;

  override get name(): string {
    return "IncompleteError";
  }
}

/** The user has thought better of it: exit code 130. */
export class Cancelled extends CommandError {
  override readonly exitCode = 130;

  constructor() {
    super("cancelled");
  }

  override get name(): string {
    return "Cancelled";
  }
}
