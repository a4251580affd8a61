import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { text as readText } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { type Command, InvalidArgumentError } from "commander";
import { openRunFolder } from "../../runtime/run-folder.js";
import type { CommandContext } from "../command.js";
import { CommandError } from "../failure.js";
import { type OutputFlag, outputOption } from "../flags.js";
import { examples } from "../text/examples.js";

interface Flags extends OutputFlag {
  readonly follow?: boolean;
  readonly lines: number;
}

/** How often a log is looked at for more. */
const lookMs = 100;

/** `micro logs NAME`: what a service of `micro run` printed, also after it ended. */
export function configure(command: Command, context: CommandContext): void {
  command
    .argument("<name>", "the service, as micro ps calls it")
    .option("-f, --follow", "go on with what is printed, until interrupted")
    .option("-n, --lines <number>", "how many lines from the end", parseLines, 100)
    .addOption(outputOption())
    .addHelpText(
      "after",
      examples("micro logs greeter", "micro logs greeter -f -n 10", "micro logs greeter -o json"),
    )
    .action((name: string, flags: Flags) => printLog(name, flags, context));
}

async function printLog(name: string, flags: Flags, context: CommandContext): Promise<void> {
  const path = (await openRunFolder(context.env)).log(name);
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined)
    throw new CommandError(`there is no log of ${name}; micro run writes one when it runs it`);
  const lines = text.split("\n");
  // A line that is not complete is printed when it is.
  const last = lines.pop() ?? "";
  const print = (line: string): void => {
    context.stdout.write(`${flags.output === "json" ? JSON.stringify({ service: name, line }) : line}\n`);
  };
  for (const line of lines.slice(Math.max(0, lines.length - flags.lines))) print(line);
  const from = Buffer.byteLength(text) - Buffer.byteLength(last);
  if (flags.follow) for await (const line of linesAfter(path, from, context.signal)) print(line);
}

/** The lines that are added to a file, and those of a file that takes its place, until the signal aborts. */
async function* linesAfter(path: string, from: number, signal: AbortSignal): AsyncIterable<string> {
  let read = from;
  while (!signal.aborted) {
    await delay(lookMs, undefined, { signal }).catch(() => {});
    const size = (await stat(path).catch(() => undefined))?.size ?? 0;
    if (size < read) read = 0;
    if (size === read) continue;
    const added = await readText(createReadStream(path, { start: read, end: size - 1 }));
    const complete = added.slice(0, added.lastIndexOf("\n") + 1);
    read += Buffer.byteLength(complete);
    yield* complete.split("\n").slice(0, -1);
  }
}

function parseLines(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Expected a number.");
}
