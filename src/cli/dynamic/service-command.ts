import type { DescMessage } from "@bufbuild/protobuf";
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
import { findMethod } from "../schema/service-schema.js";
import { choices } from "../suggestion.js";
import { type FieldFlag, fieldFlags, mayHaveEnum, messageJson } from "./field-flags.js";

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
    .description(`The service ${first.name}, version ${first.version}`)
    .helpCommand(false)
    .argument("[endpoint...]")
    .usage("<endpoint> [options] [json...]")
    // Those of an endpoint that does not exist.
    .allowUnknownOption();
  service.action(([word]: string[]) => {
    if (word !== undefined) throw unknownEndpoint(service, word);
    service.help();
  });
  const registered = first.endpoints.filter((it) => !isSubscriber(it));
  const schema = registered.some(leavesOut)
    ? await reflectSchemaIfKnown({ service: first.name }, context)
    : undefined;
  const endpoints = completeEndpoints(registered, schema);
  for (const endpoint of endpoints) {
    const command = service.command(endpoint.name).description(summary(endpoint));
    const alias = shortName(endpoint.name);
    if (endpoints.filter((it) => shortName(it.name) === alias).length === 1) command.alias(alias);
    const request = schema && findMethod(schema, endpoint.name)?.input;
    configureEndpoint(command, { service: first.name, endpoint, request }, context);
  }
}

/** Whether a registry does not say all that flags need: what streams, and what the values of an enum are. */
function leavesOut(endpoint: Endpoint): boolean {
  return isStream(endpoint) || (endpoint.request !== null && mayHaveEnum(endpoint.request));
}

function unknownEndpoint(service: Command, word: string): UsageError {
  if (word.startsWith("-")) return new UsageError(`there is no option "${word}"`);
  // Both spellings are near to what was typed in them.
  const known = service.commands.map((it) =>
    word.includes(".") ? it.name() : (it.aliases()[0] ?? it.name()),
  );
  return new UsageError(`${service.name()} has no endpoint "${word}"${choices(word, known)}`);
}

interface Target {
  readonly service: string;
  readonly endpoint: Endpoint;
  /** What the service itself says of the request. */
  readonly request: DescMessage | undefined;
}

function configureEndpoint(command: Command, target: Target, context: CommandContext): void {
  const { service, endpoint, request: described } = target;
  const streams = isStream(endpoint);
  const fields = endpoint.request === null ? [] : fieldFlags(endpoint.request, described);
  command.argument(
    "[json...]",
    streams
      ? "the messages, instead of flags; - sends each line of stdin as one"
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
