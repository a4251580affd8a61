import type { DescMessage } from "@bufbuild/protobuf";
import { type ClientOptions, MicroError, reflectMessage, reflectServices } from "@ts-micro/framework";
import type { CommandContext } from "../command.js";
import { findMessage, type ServiceSchema, schemaOf } from "./service-schema.js";

/** Which server is asked: a node of the service, or the one at an address. */
export interface ReflectedServer {
  readonly service: string;
  readonly address?: string | undefined;
  readonly protocol?: string | undefined;
  /** How long the user waits for the call itself. */
  readonly timeoutMs?: number | undefined;
}

/** What is asked beside the user's call must not take longer than the user would wait for that. */
const maxTimeoutMs = 3_000;

/**
 * Asks a service what it serves, by gRPC's server reflection.
 *
 * @throws {MicroError} when it does not say: services in Go have no reflection, unless they ask for it
 */
export async function reflectSchema(
  { service, address, protocol, timeoutMs = maxTimeoutMs }: ReflectedServer,
  { connect, signal }: CommandContext,
): Promise<ServiceSchema> {
  const { client } = await connect();
  const services = await reflectServices(client, {
    ...callOptions(service, signal),
    timeoutMs: Math.min(timeoutMs, maxTimeoutMs),
    ...(address !== undefined && { address }),
    ...(protocol !== undefined && { protocol }),
  });
  return schemaOf(services);
}

/** The same, for what is nice to know. @returns undefined when the service does not say */
export function reflectSchemaIfKnown(
  server: ReflectedServer,
  context: CommandContext,
): Promise<ServiceSchema | undefined> {
  return ifKnown(reflectSchema(server, context));
}

/**
 * Asks a service for a message that it knows.
 *
 * @param name its full name, or the one by which registries know it
 * @returns undefined when the service does not say
 */
export async function reflectMessageIfKnown(
  service: string,
  name: string,
  context: CommandContext,
): Promise<DescMessage | undefined> {
  const schema = await reflectSchemaIfKnown({ service }, context);
  const found = schema && findMessage(schema, name);
  if (schema === undefined || found !== undefined) return found;
  const { client } = await context.connect();
  for (const typeName of fullNames(name, schema)) {
    const options = callOptions(service, context.signal);
    const message = await ifKnown(reflectMessage(client, options, typeName));
    if (message !== undefined) return message;
  }
  return undefined;
}

/** An event is declared in a package of the service, most likely; a registry leaves the package out. */
function fullNames(name: string, { services }: ServiceSchema): string[] {
  const packages = new Set(services.map((it) => it.file.proto.package));
  return [name, ...[...packages].map((it) => `${it}.${name.replaceAll("_", ".")}`)];
}

function callOptions(service: string, signal: AbortSignal): ClientOptions {
  return { service, retries: 0, timeoutMs: maxTimeoutMs, signal };
}

async function ifKnown<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof MicroError) return undefined;
    throw error;
  }
}
