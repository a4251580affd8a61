import type { BrokerMessage } from "@ts-micro/framework";
import { type Command, InvalidArgumentError } from "commander";
import type { CommandContext } from "../command.js";
import { type OutputFlag, outputOption } from "../flags.js";
import { examples } from "../text/examples.js";
import { compactJson } from "../text/json-text.js";

interface Flags extends OutputFlag {
  readonly queue?: string;
  readonly count?: number;
}

/** `micro subscribe TOPIC`: every message as a line, until interrupted. */
export function configure(command: Command, context: CommandContext): void {
  command
    .argument("<topic>", "what publishers publish to")
    .option("-q, --queue <name>", "share the messages with the other subscribers of this queue")
    .option("-n, --count <number>", "end after so many messages", parseCount)
    .addOption(outputOption())
    .addHelpText(
      "after",
      examples("micro subscribe greetings", "micro subscribe greetings --count 1 -o json"),
    )
    .action((topic: string, flags: Flags) => subscribe(topic, flags, context));
}

async function subscribe(topic: string, flags: Flags, context: CommandContext): Promise<void> {
  const { broker } = await context.connect();
  const { signal, stdout, stderr } = context;
  let left = flags.count ?? Number.POSITIVE_INFINITY;
  let finish: () => void = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const subscription = await broker.subscribe(
    topic,
    (message) => {
      if (left === 0) return;
      left -= 1;
      stdout.write(`${flags.output === "json" ? messageJson(topic, message) : bodyText(message)}\n`);
      if (left === 0) finish();
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

function messageJson(topic: string, { header, body }: BrokerMessage): string {
  const text = isJson(body)
    ? bodyText({ header, body })
    : JSON.stringify(Buffer.from(body).toString("base64"));
  return `{"topic":${JSON.stringify(topic)},"header":${JSON.stringify(header)},"body":${text}}`;
}

/** JSON on one line; what is not JSON, in base64. */
function bodyText({ body }: Pick<BrokerMessage, "body"> & Partial<BrokerMessage>): string {
  const buffer = Buffer.from(body);
  return isJson(body) ? compactJson(buffer.toString("utf8")) : buffer.toString("base64");
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
