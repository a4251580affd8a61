import { createInterface } from "node:readline";
import { createClient } from "@ts-micro/framework";
import type { Command } from "commander";
import { callError } from "../call-error.js";
import type { CommandContext } from "../command.js";
import { CommandError } from "../failure.js";
import { addCallFlags, type CallFlags, callOptions, knownEndpoint } from "../request/call-flags.js";
import { rawMethod } from "../request/raw-method.js";
import { parseRequest, readRequest } from "../request/read-request.js";
import { examples } from "../text/examples.js";
import { compactJson } from "../text/json-text.js";

/** `micro stream SERVICE ENDPOINT [JSON | -]`: messages in and out, one per line. */
export function configure(command: Command, context: CommandContext): void {
  addCallFlags(command)
    .argument("[json...]", "the first message; - sends each line of stdin as one (default: {})")
    .addHelpText(
      "after",
      examples(
        `micro stream greeter Greeter.Greetings '{"names":["John","Mary"]}'`,
        "cat messages.jsonl | micro stream chat Chat.Talk -",
      ),
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
  const first = json[0] === "-" ? undefined : await readRequest(json, context);
  const known = await knownEndpoint([service, endpoint], flags, context);
  if (known?.metadata.stream === "false") {
    throw new CommandError(`${endpoint} does not stream; use: micro call ${service} ${endpoint}`);
  }
  const { client } = await context.connect();
  const methods = { talk: rawMethod(endpoint, "bidi_streaming") };
  const { talk } = createClient({ typeName: "", methods }, client, { service });
  const stdin = first === undefined ? createInterface({ input: context.stdin }) : undefined;
  try {
    const requests = stdin === undefined ? encode([first?.text ?? "{}"]) : encode(checkLines(stdin));
    for await (const reply of talk(requests, callOptions(flags, context))) {
      context.stdout.write(`${compactJson(new TextDecoder().decode(reply))}\n`);
    }
  } catch (error) {
    throw error instanceof CommandError
      ? error
      : callError("receiving from", `${service}.${endpoint}`, error);
  } finally {
    stdin?.close();
  }
}

async function* encode(texts: Iterable<string> | AsyncIterable<string>): AsyncIterable<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const text of texts) yield encoder.encode(text);
}

/** @throws {CommandError} at the first line that is not JSON: it ends the stream */
async function* checkLines(lines: AsyncIterable<string>): AsyncIterable<string> {
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line.trim() !== "") yield parseRequest(line, `line ${number}`).text;
  }
}
