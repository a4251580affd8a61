import type { CallOptions, Endpoint } from "@ts-micro/framework";
import type { Command } from "commander";
import type { CommandContext } from "../command.js";
import {
  addressOption,
  codecOption,
  type MessageFlags,
  metadataOption,
  protocolOption,
  protoOption,
  timeoutOption,
} from "../flags.js";
import { findEndpoint, findService } from "../lookup.js";
import { reflectSchemaIfKnown } from "../schema/reflected-schema.js";
import { endpointOfMethod, findMethod } from "../schema/service-schema.js";

/** What the commands that call have in common. */
export interface CallFlags extends MessageFlags {
  readonly address?: string;
  readonly metadata: readonly [string, string][];
  readonly timeout?: number;
  readonly protocol?: string;
}

export function addCallFlags(command: Command): Command {
  return command
    .argument("<service>", "the registered name of a service")
    .argument("<endpoint>", "what to call: Greeter.Hello")
    .addOption(addressOption())
    .addOption(metadataOption())
    .addOption(timeoutOption())
    .addOption(protocolOption())
    .addOption(codecOption())
    .addOption(protoOption());
}

/** The end of their help. */
export const codecHelp = `
Messages are JSON here, whatever the codec. For protobuf the service is asked for their types, by server
reflection; where it does not say, such as in Go, they come from the .proto files of --proto.

Replies are JSON as Go Micro writes it: snake_case, 64-bit integers and enums as numbers. With --protocol grpc it is
proto3's: camelCase, 64-bit integers as strings, enums by name. Requests may be either.`;

/** How a call with these flags is made. */
export function callOptions(flags: CallFlags, context: CommandContext): CallOptions {
  return {
    metadata: flags.metadata,
    signal: context.signal,
    ...(flags.address !== undefined && { address: flags.address }),
    ...(flags.timeout !== undefined && { timeoutMs: flags.timeout }),
    ...(flags.protocol !== undefined && { protocol: flags.protocol }),
  };
}

/**
 * What is known of an endpoint before it is called. At an address the node is asked itself, and nothing is known
 * where it does not say, nor of those that every service has and none registers.
 *
 * @throws {CommandError} naming what there is instead
 */
export async function knownEndpoint(
  [service, endpoint]: readonly [service: string, endpoint: string],
  flags: CallFlags,
  context: CommandContext,
): Promise<Endpoint | undefined> {
  const { address, protocol, timeout } = flags;
  if (address !== undefined) {
    if (endpoint.startsWith("Debug.") || flags.codec === "protobuf" || flags.proto !== undefined)
      return undefined;
    const schema = await reflectSchemaIfKnown({ service, address, protocol, timeoutMs: timeout }, context);
    const method = schema && findMethod(schema, endpoint);
    return method && endpointOfMethod(method);
  }
  const { registry } = await context.connect();
  const versions = await findService(registry, service, context.signal);
  return endpoint.startsWith("Debug.") ? undefined : findEndpoint(versions, endpoint);
}
