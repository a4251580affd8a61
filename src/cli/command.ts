/*
 * The contract between `micro` and its commands. A command is a file in `commands/` and a line in `catalog.ts`.
 */
import type { Readable, Writable } from "node:stream";
import type { Broker, Client, Registry } from "@ts-micro/framework";
import type { Command } from "commander";

/** Which system of services a command line is about: the options `--registry` and `--registry-address`. */
export interface ConnectionOptions {
  readonly registry?: string;
  readonly registryAddress?: string;
}

/** A way into a system of services. */
export interface Connection {
  readonly registry: Registry;
  readonly client: Client;
  readonly broker: Broker;
  close(): Promise<void>;
}

/** Where a command line was typed. */
export interface Terminal {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  /** Results, and nothing else. */
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  /** Problems, progress, hints. */
  readonly stderr: Writable & { readonly isTTY?: boolean };
  /** Aborts when the user interrupts. */
  readonly signal: AbortSignal;
}

/** What a command line may touch of the world. The REPL and the tests give their own. */
export interface Surroundings extends Terminal {
  connect(options: ConnectionOptions): Promise<Connection>;
}

/** What a command runs with. */
export interface CommandContext extends Terminal {
  /** Every command there is. */
  readonly catalog: readonly CatalogEntry[];
  /** Opens the way into the system that the command line names, once. It is closed when the command is done. */
  connect(): Promise<Connection>;
  /** Runs another command line in the same system and surroundings, or those given. @returns its exit code */
  run(argv: readonly string[], surroundings?: Partial<Terminal>): Promise<number>;
}

/**
 * One file of `commands/`.
 *
 * It is loaded when its command is used, so it may import what it needs at the top. Its action throws a
 * `CommandError` (exit code 1), a `UsageError` (2) or a `MicroError` (1), and returns when it is done.
 */
interface CommandModule {
  /** Adds arguments, options, examples and the action. */
  configure(command: Command, context: CommandContext): void;
}

/** What `micro --help` must know of a command without loading it. */
export interface CatalogEntry {
  /** The words that name it: `call`, `list services`. */
  readonly name: string;
  /** What `micro --help` lists it below. */
  readonly group: "Create" | "Explore" | "Interact" | "Run" | "More";
  /** One line, without a full stop. */
  readonly summary: string;
  /**
   * What its arguments name, in order, for completion: `run` is a service of `micro run`.
   * @default nothing that can be known
   */
  readonly names?: readonly ("service" | "endpoint" | "topic" | "run")[];
  /** Left out of help and completion. @default false */
  readonly hidden?: boolean;
  load(): Promise<CommandModule>;
}
