import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { quoteWord } from "../../src/scaffold/tools/quote-word.js";

const main = join(import.meta.dirname, "..", "..", "dist", "cli", "micro.js");

/** What keys send. */
export const keys = { enter: "\r", down: "\x1b[B", escape: "\x1b", interrupt: "\x03" } as const;

/** `micro`, run by a person at a terminal. */
export interface Terminal {
  /** Waits until something stands there that was not read yet. */
  read(pattern: RegExp): Promise<void>;
  type(text: string): void;
  /** @returns the exit code */
  ended(): Promise<number | null>;
  /** Everything that was ever on the screen, as it was sent. */
  screen(): string;
}

/** `script`, which every Linux has, gives a program a terminal. */
export function openTerminal(
  argv: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Terminal {
  const command = [process.execPath, main, ...argv].map(quoteWord).join(" ");
  const { CI: _, NO_COLOR: __, ...rest } = process.env;
  const child: ChildProcess = spawn(
    "script",
    ["--quiet", "--return", "--flush", "--command", command, "/dev/null"],
    {
      cwd: options.cwd,
      env: { ...rest, TERM: "xterm-256color", ...options.env },
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  const closed = once(child, "close");
  let sent = "";
  let unread = 0;
  child.stdout?.setEncoding("utf8").on("data", (part: string) => {
    sent += part;
  });
  return {
    screen: () => sent,
    type: (text) => void child.stdin?.write(text),
    ended: async () => (await closed)[0],
    read: async (pattern) => {
      for (let turn = 0; turn < 500; turn += 1) {
        const found = pattern.exec(sent.slice(unread));
        if (found) {
          unread += found.index + found[0].length;
          return;
        }
        if (child.exitCode !== null) break;
        await new Promise((done) => setTimeout(done, 20));
      }
      throw new Error(`${pattern} is not on the screen:\n${sent}`);
    },
  };
}
