import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { type Command, InvalidArgumentError } from "commander";
import { openRunFolder } from "../../runtime/run-folder.js";
import type { CommandContext } from "../command.js";
import { CommandError } from "../failure.js";
import { examples } from "../text/examples.js";

interface Flags {
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
    .addHelpText("after", examples("micro logs greeter", "micro logs greeter -f -n 10"))
    .action((name: string, flags: Flags) => printLog(name, flags, context));
}

async function printLog(name: string, flags: Flags, context: CommandContext): Promise<void> {
  const path = (await openRunFolder(context.env)).log(name);
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined)
    throw new CommandError(`there is no log of ${name}; micro run writes one when it runs it`);
  const lines = text.split("\n");
  const last = lines.pop() ?? "";
  context.stdout.write([...lines.slice(-flags.lines), last].join("\n"));
  if (flags.follow) await follow(path, Buffer.byteLength(text), context);
}

/** Prints what is added to a file, and a file that takes its place, from its beginning. */
async function follow(path: string, from: number, { signal, stdout }: CommandContext): Promise<void> {
  let printed = from;
  while (!signal.aborted) {
    await delay(lookMs, undefined, { signal }).catch(() => {});
    const size = (await stat(path).catch(() => undefined))?.size ?? 0;
    if (size < printed) printed = 0;
    if (size === printed) continue;
    for await (const chunk of createReadStream(path, { start: printed, end: size - 1 })) stdout.write(chunk);
    printed = size;
  }
}

function parseLines(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Expected a number.");
}
