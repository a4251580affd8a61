import { MicroError, reflectServices } from "@ts-micro/framework";
import type { CommandContext } from "../command.js";
import { type ServiceSchema, schemaOf } from "./service-schema.js";

/** Which server is asked: a node of the service, or the one at an address. */
export interface ReflectedServer {
  readonly service: string;
  readonly address?: string | undefined;
  readonly protocol?: string | undefined;
}

/** What is asked beside the user's call must not take longer than the user would wait for that. */
const timeoutMs = 3_000;

/**
 * Asks a service what it serves, by gRPC's server reflection.
 *
 * @throws {MicroError} when it does not say: services in Go have no reflection, unless they ask for it
 */
export async function reflectSchema(
  { service, address, protocol }: ReflectedServer,
  { connect, signal }: CommandContext,
): Promise<ServiceSchema> {
  const { client } = await connect();
  const services = await reflectServices(client, {
    service,
    retries: 0,
    timeoutMs,
    signal,
    ...(address !== undefined && { address }),
    ...(protocol !== undefined && { protocol }),
  });
  return schemaOf(services);
}

/** The same, for what is nice to know. @returns undefined when the service does not say */
export async function reflectSchemaIfKnown(
  server: ReflectedServer,
  context: CommandContext,
): Promise<ServiceSchema | undefined> {
  try {
    return await reflectSchema(server, context);
  } catch (error) {
    if (error instanceof MicroError) return undefined;
    throw error;
  }
}
