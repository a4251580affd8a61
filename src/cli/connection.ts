import { createService, silentLogger } from "@ts-micro/framework";
import type { Connection, ConnectionOptions } from "./command.js";
import { UsageError } from "./failure.js";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Opens the way into the system that the options name, or else the environment, as it does for every service.
 *
 * @throws {UsageError} when a value is not what it must be
 */
export function openConnection(options: ConnectionOptions, env: Environment): Connection {
  const { registry = env.MICRO_REGISTRY, registryAddress = env.MICRO_REGISTRY_ADDRESS } = options;
  const settings = { ...env, MICRO_REGISTRY: registry, MICRO_REGISTRY_ADDRESS: registryAddress };
  try {
    return createService({ name: "micro", logger: silentLogger, args: [], env: settings });
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(error.message) : error;
  }
}
