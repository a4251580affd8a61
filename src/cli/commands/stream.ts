import { createInterface } from "node:readline";
import { createClient, rawMethod } from "@ts-micro/framework";
import type { Command } from "commander";
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
import { type MessageFormat, messageFormat } from "../request/message-format.js";
import { parseRequest, readRequests } from "../request/read-request.js";
import { examples } from "../text/examples.js";
import { compactJson } from "../text/json-text.js";

/** `micro stream SERVICE ENDPOINT [JSON | -]`: messages in and out, one per line. */
export function configure(command: Command, context: CommandContext): void {
  addCallFlags(command)
    .argument("[json...]", "the messages; - sends each line of stdin as one (default: {})")
    .addHelpText(
      "after",
      `${examples(
        `micro stream greeter Greeter.Greetings '{"names":["John","Mary"]}'`,
        `micro stream chat Chat.Talk '{"text":"Hi"}' '{"text":"Bye"}'`,
        "cat messages.jsonl | micro stream chat Chat.Talk -",
      )}

Replies are printed as they come, one per line, until the service ends the stream; Ctrl-C cancels it.
${codecHelp}`,
    )
    .action((...[service, endpoint, json, flags]: [string, string, string[], CallFlags]) =>
      stream({ service, endpoint, json, flags }, context),
    );
}

/** A stream as a command line names it. */
export interface TypedStream {
  readonly service: string;
  readonly endpoint: string;
  readonly json: readonly string[];
  readonly flags: CallFlags;
}

/** Sends the messages and prints what comes back. */
export async function stream(
  { service, endpoint, json, flags }: TypedStream,
  context: CommandContext,
): Promise<void> {
  const typed = json[0] === "-" ? undefined : await readRequests(json, context);
  const known = await knownEndpoint([service, endpoint], flags, context);
  if (known && !isStream(known)) {
    throw new CommandError(`${endpoint} does not stream; use: micro call ${service} ${endpoint}`);
  }
  const { contentType, encode, decode } = await messageFormat({ service, endpoint, known }, flags, context);
  const { client } = await context.connect();
  const methods = { talk: rawMethod(endpoint, "bidi_streaming") };
  const { talk } = createClient({ typeName: "", methods }, client, { service });
  const over = new AbortController();
  const input = { input: context.stdin, signal: over.signal };
  const requests = typed === undefined ? encodeLines(createInterface(input), encode) : typed.map(encode);
  try {
    for await (const reply of talk(requests, { ...callOptions(flags, context), contentType })) {
      context.stdout.write(`${compactJson(decode(reply))}\n`);
    }
  } catch (error) {
    throw error instanceof CommandError
      ? error
      : callError("receiving from", `${service}.${endpoint}`, error);
  } finally {
    over.abort();
  }
}

/** @throws {CommandError} at the first line that is no message: it ends the stream */
async function* encodeLines(
  lines: AsyncIterable<string>,
  encode: MessageFormat["encode"],
): AsyncIterable<Uint8Array> {
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line.trim() !== "") yield encodeLine(line, { number, encode });
  }
}

function encodeLine(
  line: string,
  { number, encode }: { readonly number: number; readonly encode: MessageFormat["encode"] },
): Uint8Array {
  const request = parseRequest(line, `line ${number}`);
  try {
    return encode(request);
  } catch (error) {
    throw error instanceof CommandError ? new CommandError(`line ${number}: ${error.message}`) : error;
  }
}
