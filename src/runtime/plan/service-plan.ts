import type { CommandLine } from "../process/process-group.js";

/** One service to run: where it is, and how it is built and started. */
export interface ServicePlan {
  /** What logs, `micro ps` and the services that depend on it call it. */
  readonly name: string;
  /** An absolute path. */
  readonly folder: string;
  /** Where it listens. @default wherever it likes */
  readonly port?: number;
  /** The names of the services that are started before it. */
  readonly depends: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** @default there is nothing to build */
  readonly build?: CommandLine;
  readonly start: CommandLine;
}

/** What is to be run cannot be run: one line with the reason and the remedy. */
export class PlanError extends Error {
  override get name(): string {
    return "PlanError";
  }
}
