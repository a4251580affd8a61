import type { Endpoint, ServiceRecord } from "@ts-micro/framework";
import type { Command } from "commander";
import type { CommandContext } from "../command.js";
import { call } from "../commands/call.js";
import { stream } from "../commands/stream.js";
import { isStream, isSubscriber } from "../endpoint-kind.js";
import { UsageError } from "../failure.js";
import { metadataOption, timeoutOption } from "../flags.js";
import { completeEndpoints } from "../schema/complete-endpoints.js";
import { reflectSchemaIfKnown } from "../schema/reflected-schema.js";
import { type FieldFlag, fieldFlags, messageJson } from "./field-flags.js";

/** The flags of `micro call` that are short enough never to be a field's. */
interface Flags {
  readonly metadata: readonly [string, string][];
  readonly timeout?: number;
}

/**
 * Adds the command of a service, with a command for each endpoint and a flag for each field of its request:
 * `micro greeter Greeter.Hello --name John`.
 */
export async function addServiceCommand(
  program: Command,
  versions: readonly ServiceRecord[],
  context: CommandContext,
): Promise<void> {
  const [first] = versions;
  if (first === undefined) return;
  const service = program
    .command(first.name)
    .description(`The service ${first.name}, version ${first.version}`);
  service.helpCommand(false).action(() => service.help());
  const registered = first.endpoints.filter((it) => !isSubscriber(it));
  const schema = registered.some(isStream)
    ? await reflectSchemaIfKnown({ service: first.name }, context)
    : undefined;
  const endpoints = completeEndpoints(registered, schema);
  for (const endpoint of endpoints) {
    const command = service.command(endpoint.name).description(summary(endpoint));
    const alias = shortName(endpoint.name);
    if (endpoints.filter((it) => shortName(it.name) === alias).length === 1) command.alias(alias);
    configureEndpoint(command, { service: first.name, endpoint }, context);
  }
}

interface Target {
  readonly service: string;
  readonly endpoint: Endpoint;
}

function configureEndpoint(command: Command, { service, endpoint }: Target, context: CommandContext): void {
  const streams = isStream(endpoint);
  const fields = endpoint.request === null ? [] : fieldFlags(endpoint.request);
  command.argument(
    "[json...]",
    streams
      ? "the first message, instead of flags; - sends each line of stdin as one"
      : "the request, instead of flags",
  );
  for (const { option } of fields) if (option.long !== "--help") command.addOption(option);
  for (const option of [metadataOption(), timeoutOption()]) {
    if (command.options.every((it) => it.long !== option.long)) command.addOption(option);
  }
  command.action(async (json: string[], flags: Flags) => {
    const request = fields.length === 0 ? json : requestOf(json, { fields, command });
    const typed = { service, endpoint: endpoint.name, json: request, flags };
    await (streams ? stream(typed, context) : call(typed, context));
  });
}

/** The request of a command line: the JSON, or what the flags of fields make. */
function requestOf(
  json: string[],
  { fields, command }: { readonly fields: readonly FieldFlag[]; readonly command: Command },
): string[] {
  const given = fields.flatMap(({ option, path }) => {
    const json: string | true | undefined = command.getOptionValue(option.attributeName());
    return json === undefined ? [] : [[path, String(json)] as const];
  });
  if (given.length === 0) return json;
  if (json.length > 0) throw new UsageError("give the request as JSON or as flags, not as both");
  return [messageJson(given)];
}

function summary(endpoint: Endpoint): string {
  const { request, response } = endpoint;
  if (!isStream(endpoint)) return `${request?.type ?? "nothing"} in, ${response?.type ?? "nothing"} out`;
  return `${request?.type ?? "messages"} in, ${response?.type ?? "messages"} out, streaming`;
}

/** `Greeter.SayHello` as `sayHello` */
function shortName(endpoint: string): string {
  const method = endpoint.slice(endpoint.lastIndexOf(".") + 1);
  return method.charAt(0).toLowerCase() + method.slice(1);
}
