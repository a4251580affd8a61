import { createWriteStream, type WriteStream } from "node:fs";
import { styleText } from "node:util";
import type { RunFolder } from "./run-folder.js";

/** Takes a line that a service, or the supervisor about it, printed. */
export type LogLine = (service: string, line: string) => void;

export interface LogLinesOptions {
  /** Every service that will print, for a common width. */
  readonly services: readonly string[];
  readonly folder: RunFolder;
  /** Takes the lines of all services, with the name before each. */
  readonly write: (text: string) => void;
  readonly colours: boolean;
}

const palette = ["cyan", "yellow", "green", "magenta", "blue", "red"] as const;

/** Prints the lines of every service under its name, and keeps them in a file for each. */
export function createLogLines(options: LogLinesOptions): { readonly log: LogLine; close(): Promise<void> } {
  const { services, folder, write, colours } = options;
  const width = Math.max(0, ...services.map((it) => it.length));
  const files = new Map(services.map((it) => [it, createWriteStream(folder.log(it), { mode: 0o600 })]));
  return {
    log(service, line) {
      const head = `[${service}]`.padEnd(width + 2);
      const colour = palette[services.indexOf(service) % palette.length] ?? "cyan";
      write(`${colours ? styleText(colour, head) : head} ${line}\n`);
      files.get(service)?.write(`${line}\n`);
    },
    async close() {
      await Promise.all([...files.values()].map(end));
    },
  };
}

function end(file: WriteStream): Promise<void> {
  return new Promise((resolve) => file.end(resolve));
}
