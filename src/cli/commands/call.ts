import { rawMethod } from "@ts-micro/framework";
import { type Command, Option } from "commander";
import { callError } from "../call-error.js";
import type { CommandContext } from "../command.js";
import { isStream } from "../endpoint-kind.js";
import { CommandError } from "../failure.js";
import {
  addCallFlags,
  type CallFlags,
  callOptions,
  codecHelp,
  knownEndpoint,
} from "../request/call-flags.js";
import { messageFormat } from "../request/message-format.js";
import { readRequest } from "../request/read-request.js";
import { examples } from "../text/examples.js";
import { indentJson } from "../text/json-text.js";

interface Flags extends CallFlags {
  readonly output?: "json" | "raw";
}

/** `micro call SERVICE ENDPOINT [JSON]`: one request, one reply. */
export function configure(command: Command, context: CommandContext): void {
  addCallFlags(command)
    .argument("[json...]", "the request; - reads it from stdin, @file from a file (default: {})")
    .addOption(
      new Option("-o, --output <format>", "json lays the reply out, raw prints it as it came")
        .choices(["json", "raw"])
        .default("json"),
    )
    .addHelpText(
      "after",
      `${examples(
        `micro call greeter Greeter.Hello '{"name":"John"}'`,
        "micro call greeter Greeter.Hello @request.json --timeout 500ms",
        "echo '{}' | micro call greeter Greeter.Hello - --metadata tenant=acme",
        "micro call greeter Debug.Health --address 127.0.0.1:8080",
        `micro call greeter Greeter.Hello '{"name":"John"}' --protocol grpc --codec protobuf`,
      )}
${codecHelp}`,
    )
    .action((...[service, endpoint, json, flags]: [string, string, string[], Flags]) =>
      call({ service, endpoint, json, flags }, context),
    );
}

/** A call as a command line names it. */
export interface TypedCall {
  readonly service: string;
  readonly endpoint: string;
  readonly json: readonly string[];
  readonly flags: Flags;
}

/** Makes the call and prints the reply. */
export async function call(
  { service, endpoint, json, flags }: TypedCall,
  context: CommandContext,
): Promise<void> {
  const request = await readRequest(json, context);
  const known = await knownEndpoint([service, endpoint], flags, context);
  if (known && isStream(known)) {
    throw new CommandError(`${endpoint} streams; use: micro stream ${service} ${endpoint}`);
  }
  const { contentType, encode, decode } = await messageFormat(
    { service, endpoint, known, request: request.value },
    flags,
    context,
  );
  const message = encode(request);
  const { client } = await context.connect();
  try {
    const method = rawMethod(endpoint, "unary");
    const options = { ...callOptions(flags, context), contentType };
    const reply = await client.call({ service, method }, message, options);
    context.stdout.write(flags.output === "raw" ? reply : `${indentJson(decode(reply))}\n`);
  } catch (error) {
    throw callError("calling", `${service}.${endpoint}`, error);
  }
}
