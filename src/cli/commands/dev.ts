import type { Registry } from "@ts-micro/framework";
import type { Command } from "commander";
import { develop } from "../../runtime/develop.js";
import { PlanError } from "../../runtime/plan/service-plan.js";
import { planFromSource } from "../../runtime/plan/source-plan.js";
import { onParentGone } from "../../runtime/process/parent.js";
import type { CommandContext, ConnectionOptions } from "../command.js";
import { CommandError } from "../failure.js";
import { examples } from "../text/examples.js";

interface Flags extends ConnectionOptions {
  readonly entry: string;
  readonly inspect?: string | true;
}

/** `micro dev`: runs the service of this folder from its sources, for the one who writes it. */
export function configure(command: Command, context: CommandContext): void {
  command
    .argument("[argument...]", "for the service: flags, too")
    .option("--entry <file>", "what to run", "src/main.ts")
    .option("--inspect [host:port]", "let a debugger in")
    .allowUnknownOption()
    .addHelpText("after", help)
    .action((args: string[]) => dev(args, command.optsWithGlobals<Flags>(), context));
}

async function dev(args: readonly string[], flags: Flags, context: CommandContext): Promise<void> {
  const { env, stderr } = context;
  const abandoned = new AbortController();
  const signal = AbortSignal.any([context.signal, abandoned.signal]);
  // Started by hand, it may outlive the shell it was typed in.
  if (env.npm_lifecycle_event !== undefined) onParentGone(() => abandoned.abort(), signal);
  try {
    const plan = await planFromSource(context.cwd, { entry: flags.entry, args, nodeArgs: nodeArgs(flags) });
    const registry = await findRegistry(context);
    await develop(plan, {
      ...(registry && { registry }),
      env: { ...env, ...chosenRegistry(flags) },
      say: (line) => stderr.write(`micro: ${line}\n`),
      signal,
    });
  } catch (error) {
    throw error instanceof PlanError ? new CommandError(error.message) : error;
  } finally {
    abandoned.abort();
  }
}

/** @returns undefined for one that only the service knows; what is wrong with it, the service says itself */
async function findRegistry(context: CommandContext): Promise<Registry | undefined> {
  try {
    return (await context.connect()).registry;
  } catch {
    return undefined;
  }
}

function nodeArgs({ inspect }: Flags): string[] {
  if (inspect === undefined) return [];
  return [inspect === true ? "--inspect" : `--inspect=${inspect}`];
}

/** Options of every command, which the service has to hear of, too. */
function chosenRegistry({ registry, registryAddress }: Flags): Record<string, string> {
  return {
    ...(registry !== undefined && { MICRO_REGISTRY: registry }),
    ...(registryAddress !== undefined && { MICRO_REGISTRY_ADDRESS: registryAddress }),
  };
}

const help = `${examples("micro dev", "micro dev --server_address 127.0.0.1:8080", "micro dev --inspect")}

The service starts again when a file of its project changes, when a signal killed it, and when it
ended well, as a function does after each call. One that failed waits for the next change. It
runs by tsx, without a build and unchecked; npm run typecheck checks it.`;
