import { createInterface, type Interface } from "node:readline";
import type { CommandContext } from "../command.js";
import { complete } from "../completion/complete.js";
import { CommandError, UsageError } from "../failure.js";
import { readHistory, writeHistory } from "./history.js";
import { splitWords } from "./split-words.js";
import { type CommandInput, TypedLines } from "./typed-lines.js";

/** What Micro 1.0 understood for short. */
const aliases: Readonly<Record<string, readonly string[]>> = { "?": ["help"], ls: ["list", "services"] };

/**
 * Reads command lines and runs each, until `exit`, `quit` or the end of the input.
 *
 * A command that reads stdin gets the lines that follow. An interrupt ends these lines, a second one the command; where
 * none runs, it takes back what was typed. Without a terminal there is no prompt, and a line that fails ends it.
 *
 * @throws {CommandError} where a line failed that nobody could see
 */
export async function repl(context: CommandContext): Promise<void> {
  // Every line then finds the system open, and what it knows of it.
  await context.connect();
  const interactive = context.stdin.isTTY === true;
  const lines = createInterface({
    input: context.stdin,
    signal: context.signal,
    terminal: interactive,
    ...(interactive && {
      output: context.stdout,
      prompt: "micro> ",
      history: await readHistory(context.env),
      completer: (line: string, done: (error: null, result: [string[], string]) => void) => {
        void suggest(line, context).then((it) => done(null, it));
      },
    }),
  });
  let history: readonly string[] = [];
  lines.on("history", (it: string[]) => {
    history = it;
  });
  try {
    await readLines(lines, { context, interactive });
  } finally {
    lines.close();
    if (history.length > 0) await writeHistory(history, context.env);
  }
}

interface Session {
  readonly context: CommandContext;
  readonly interactive: boolean;
}

async function readLines(lines: Interface, session: Session): Promise<void> {
  const { context, interactive } = session;
  const typed = new TypedLines(lines);
  let running: Running | undefined;
  lines.on("SIGINT", () => {
    if (running === undefined) lines.write(null, { ctrl: true, name: "u" });
    else interrupt(running);
  });
  lines.prompt();
  for (let line = await typed.next(); line !== undefined; line = await typed.next()) {
    const words = aliased(split(line, session));
    if (words[0] === "exit" || words[0] === "quit") return;
    if (words.length > 0) {
      running = { input: typed.lend(), cancel: new AbortController() };
      const signal = AbortSignal.any([context.signal, running.cancel.signal]);
      const code = await context.run(words, { signal, stdin: running.input.stdin });
      running.input.end();
      running = undefined;
      if (code !== 0 && !interactive) throw new CommandError(`"${line.trim()}" failed`);
    }
    if (context.signal.aborted) return;
    lines.prompt();
  }
}

/** A command that runs, and reads what is typed meanwhile if it wants to. */
interface Running {
  readonly input: CommandInput;
  readonly cancel: AbortController;
}

/** Ends what a command reads, so that it ends by itself; or else cancels it. */
function interrupt({ input, cancel }: Running): void {
  if (input.isOpen) input.end();
  else cancel.abort();
}

/** A line that cannot be split is reported; a person may try again. */
function split(line: string, { context, interactive }: Session): string[] {
  try {
    return splitWords(line);
  } catch (error) {
    if (!(error instanceof UsageError) || !interactive) throw error;
    context.stderr.write(`error: ${error.message}\n`);
    return [];
  }
}

function aliased(words: readonly string[]): readonly string[] {
  const [first = "", ...rest] = words;
  return Object.hasOwn(aliases, first) ? [...(aliases[first] ?? []), ...rest] : words;
}

async function suggest(line: string, context: CommandContext): Promise<[string[], string]> {
  const begun = /\S*$/.exec(line)?.[0] ?? "";
  const words = [
    ...line
      .slice(0, line.length - begun.length)
      .split(/\s+/)
      .filter((it) => it !== ""),
    begun,
  ];
  const candidates = await complete(words, context).catch(() => []);
  return [candidates.map((it) => `${it} `), begun];
}
