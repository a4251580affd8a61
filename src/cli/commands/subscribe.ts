import { type BrokerMessage, describedSchema, type MessageSchema } from "@ts-micro/framework";
import { type Command, InvalidArgumentError } from "commander";
import type { CommandContext } from "../command.js";
import { messageOption, type OutputFlag, outputOption, protoOption } from "../flags.js";
import { jsonOfProtobuf } from "../schema/protobuf-json.js";
import { type TopicFlags, topicMessage } from "../schema/topic-message.js";
import { examples } from "../text/examples.js";
import { compactJson } from "../text/json-text.js";

interface Flags extends OutputFlag, TopicFlags {
  readonly queue?: string;
  readonly count?: number;
}

/** `micro subscribe TOPIC`: every message as a line of JSON, until interrupted. */
export function configure(command: Command, context: CommandContext): void {
  command
    .argument("<topic>", "what publishers publish to")
    .option("-q, --queue <name>", "share the messages with the other subscribers of this queue")
    .option("-n, --count <number>", "end after so many messages", parseCount)
    .addOption(outputOption())
    .addOption(protoOption())
    .addOption(messageOption())
    .addHelpText(
      "after",
      `${examples(
        "micro subscribe greetings",
        "micro subscribe greetings --count 1 -o json",
        "micro subscribe greetings --proto proto --message greeter.v1.Greeted",
      )}

Messages in protobuf are printed as JSON where their type is known: as --proto and --message say, or the
services that subscribed. Others are printed in base64.`,
    )
    .action((topic: string, flags: Flags) => subscribe(topic, flags, context));
}

async function subscribe(topic: string, flags: Flags, context: CommandContext): Promise<void> {
  const describe = describer(topic, flags, context);
  if (flags.proto !== undefined || flags.message !== undefined) await describe();
  const { broker } = await context.connect();
  const { signal, stdout, stderr } = context;
  let left = flags.count ?? Number.POSITIVE_INFINITY;
  let finish: () => void = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let printed = Promise.resolve();
  const print = async (message: BrokerMessage): Promise<void> => {
    if (left === 0) return;
    left -= 1;
    const body = await bodyText(message, describe);
    stdout.write(`${flags.output === "json" ? messageJson(topic, message, body) : body.text}\n`);
    if (left === 0) finish();
  };
  const subscription = await broker.subscribe(
    topic,
    (message) => {
      // One after the other, in the order in which they came.
      printed = printed.then(() => print(message));
    },
    flags.queue === undefined ? {} : { queue: flags.queue },
  );
  stderr.write(`subscribed to ${topic}\n`);
  signal.addEventListener("abort", finish);
  try {
    if (!signal.aborted) await finished;
  } finally {
    signal.removeEventListener("abort", finish);
    await subscription.close();
  }
}

/** Gives the schema of the messages. */
type Describe = () => Promise<MessageSchema<Uint8Array>>;

/** Looks for the schema once, when the first message needs it. */
function describer(topic: string, flags: Flags, context: CommandContext): Describe {
  let found: ReturnType<Describe> | undefined;
  return () => {
    found ??= topicMessage(topic, flags, context).then(describedSchema);
    return found;
  };
}

interface BodyText {
  readonly text: string;
  readonly isJson: boolean;
}

async function bodyText({ body }: BrokerMessage, describe: Describe): Promise<BodyText> {
  const json = isJson(body) ? Buffer.from(body).toString("utf8") : await jsonBy(describe, body);
  if (json !== undefined) return { text: compactJson(json), isJson: true };
  return { text: Buffer.from(body).toString("base64"), isJson: false };
}

async function jsonBy(describe: Describe, body: Uint8Array): Promise<string | undefined> {
  try {
    return jsonOfProtobuf(await describe(), body);
  } catch {
    // Nobody knows the type, or it is of another.
    return undefined;
  }
}

function messageJson(topic: string, { header }: BrokerMessage, { text, isJson }: BodyText): string {
  const body = isJson ? text : JSON.stringify(text);
  return `{"topic":${JSON.stringify(topic)},"header":${JSON.stringify(header)},"body":${body}}`;
}

function isJson(body: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    return true;
  } catch {
    return false;
  }
}

function parseCount(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Expected a number above 0.");
}
