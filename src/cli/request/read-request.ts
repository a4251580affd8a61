import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import type { CommandContext } from "../command.js";
import { CommandError } from "../failure.js";
import { isJson } from "../text/json-text.js";

/** A request as it was typed, and as it reads. */
export interface TypedRequest {
  /** Sent as it is: parsed and printed again, a 64-bit number would lose its last digits. */
  readonly text: string;
  readonly value: unknown;
}

/**
 * Reads the request of a call: JSON in the arguments, `-` for stdin, `@path` for a file.
 *
 * @throws {CommandError} that says where the text stops being JSON, or why the file cannot be read
 */
export async function readRequest(words: readonly string[], context: CommandContext): Promise<TypedRequest> {
  const [first = "{}", ...more] = words;
  if (first === "-") return parseRequest(await text(context.stdin), "what stdin gave");
  if (first.startsWith("@")) {
    const path = first.slice(1);
    return parseRequest(await readText(resolve(context.cwd, path)), path);
  }
  return parseRequest([first, ...more].join(" "), "the request");
}

/**
 * Reads the messages of a stream: each argument is one where all are JSON of their own, and else they are one together.
 *
 * @throws {CommandError} as above
 */
export async function readRequests(
  words: readonly string[],
  context: CommandContext,
): Promise<TypedRequest[]> {
  const isEach = words.length > 1 && words.every(isJson);
  if (isEach) return words.map((it) => parseRequest(it, "the request"));
  return [await readRequest(words, context)];
}

/** @throws {CommandError} that says where the text stops being JSON */
export function parseRequest(text: string, source: string): TypedRequest {
  try {
    return { text, value: JSON.parse(text) };
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/\s+/g, " ") : String(error);
    throw new CommandError(`${source} is not JSON: ${reason}`);
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(`the request cannot be read: ${reason}`);
  }
}
