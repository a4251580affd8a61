import { join } from "node:path";
import { createService, type Plugin, silentLogger } from "@ts-micro/framework";
import type { Connection, ConnectionOptions, Terminal } from "./command.js";
import { UsageError } from "./failure.js";
import { findPlugin } from "./find-plugin.js";

/**
 * Opens the way into the system that the options name, or else the environment, as it does for every service.
 *
 * @throws {UsageError} when a value is not what it must be
 */
export async function openConnection(
  options: ConnectionOptions,
  { cwd, env }: Pick<Terminal, "cwd" | "env">,
): Promise<Connection> {
  const { registry = env.MICRO_REGISTRY, registryAddress = env.MICRO_REGISTRY_ADDRESS } = options;
  const settings = { ...env, MICRO_REGISTRY: registry, MICRO_REGISTRY_ADDRESS: registryAddress };
  const plugins = await findPlugins([registry, env.MICRO_BROKER, env.MICRO_TRANSPORT], cwd);
  try {
    return createService({ name: "micro", logger: silentLogger, plugins, args: [], env: settings });
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(error.message) : error;
  }
}

/** In the project that the command line was typed in, or else beside the toolkit. */
async function findPlugins(names: readonly (string | undefined)[], project: string): Promise<Plugin[]> {
  const places = [join(project, "package.json"), import.meta.url];
  const plugins = await Promise.all(names.map((name) => (name ? findPlugin(name, places) : undefined)));
  return plugins.filter((plugin) => plugin !== undefined);
}
