import { describedSchema, rawSchema, valueOfMessage } from "@ts-micro/framework";
import type { Command } from "commander";
import { callError } from "../call-error.js";
import type { CommandContext } from "../command.js";
import { codecOption, type MessageFlags, messageOption, metadataOption, protoOption } from "../flags.js";
import { checkFields } from "../request/check-fields.js";
import { readRequest, type TypedRequest } from "../request/read-request.js";
import { protobufOfJson } from "../schema/protobuf-json.js";
import { type TopicFlags, topicMessage } from "../schema/topic-message.js";
import { choices } from "../suggestion.js";
import { examples } from "../text/examples.js";
import { countSubscribers, topicNames } from "../topics.js";

interface Flags extends MessageFlags, TopicFlags {
  readonly metadata: readonly [string, string][];
}

/** `micro publish TOPIC JSON`: one message to all who subscribed. */
export function configure(command: Command, context: CommandContext): void {
  command
    .argument("<topic>", "what subscribers subscribed to")
    .argument("<json...>", "the message; - reads it from stdin, @file from a file")
    .addOption(metadataOption())
    .addOption(codecOption())
    .addOption(protoOption())
    .addOption(messageOption())
    .addHelpText(
      "after",
      examples(
        `micro publish greetings '{"name":"John"}'`,
        `micro publish greetings '{"name":"John"}' --codec protobuf`,
        "micro publish greetings @greeted.json -c protobuf --proto proto --message greeter.v1.Greeted",
      ),
    )
    .action(async (topic: string, json: string[], flags: Flags) => {
      const request = await readRequest(json, context);
      const message = await encode(topic, request, { flags, context });
      const { client } = await context.connect();
      const contentType = `application/${flags.codec}`;
      try {
        const publication = { topic, schema: rawSchema, message };
        await client.publish(publication, { contentType, metadata: flags.metadata });
      } catch (error) {
        throw callError("publishing to", topic, error);
      }
      context.stdout.write("ok\n");
      const heard = await hearers(topic, context);
      if (heard !== undefined) context.stderr.write(`${heard}\n`);
    });
}

/** Who gets the message, as far as the registry tells: a message to a topic that nobody has subscribed to is no failure. */
async function hearers(topic: string, context: CommandContext): Promise<string | undefined> {
  const count = await countSubscribers(topic, context);
  if (count === undefined) return undefined;
  if (count === 0) return `nobody has subscribed to ${topic}${choices(topic, await topicNames(context))}`;
  return `sent to ${count} ${count === 1 ? "subscriber" : "subscribers"}`;
}

/** JSON is sent as it was typed; it is checked where somebody says what it should be. */
async function encode(
  topic: string,
  { text, value }: TypedRequest,
  { flags, context }: { readonly flags: Flags; readonly context: CommandContext },
): Promise<Uint8Array> {
  const { codec, proto, message } = flags;
  const isChecked = codec === "protobuf" || proto !== undefined || message !== undefined;
  if (!isChecked) return new TextEncoder().encode(text);
  const schema = describedSchema(await topicMessage(topic, flags, context));
  checkFields(valueOfMessage(schema), value);
  return codec === "protobuf" ? protobufOfJson(schema, text) : new TextEncoder().encode(text);
}
