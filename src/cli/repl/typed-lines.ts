import type { Interface } from "node:readline";
import { Readable } from "node:stream";

/** What a command reads that runs at the prompt. */
export interface CommandInput {
  readonly stdin: Readable;
  /** Whether the command waits for lines. */
  readonly isOpen: boolean;
  /** No further line is for the command. */
  end(): void;
}

/** The lines that are typed, or piped: each a command, but for those that a running command asks for. */
export class TypedLines {
  readonly #waiting: string[] = [];
  #isClosed = false;
  /** Hears that there is a line more, or none any more. */
  #onChange: () => void = () => {};

  constructor(lines: Interface) {
    lines.on("line", (line) => {
      this.#waiting.push(line);
      this.#onChange();
    });
    lines.on("close", () => {
      this.#isClosed = true;
      this.#onChange();
    });
  }

  /** @returns the next command; undefined at the end */
  async next(): Promise<string | undefined> {
    while (this.#waiting.length === 0 && !this.#isClosed) {
      await new Promise<void>((resolve) => {
        this.#onChange = resolve;
      });
    }
    return this.#waiting.shift();
  }

  /** Lends the lines to a command, from the moment it asks for one until `end`. */
  lend(): CommandInput {
    let isRead = false;
    let isOver = false;
    const pass = (): void => {
      if (isOver) return;
      for (const line of this.#waiting.splice(0)) stdin.push(`${line}\n`);
      if (this.#isClosed) end();
    };
    const end = (): void => {
      if (isOver) return;
      isOver = true;
      this.#onChange = () => {};
      stdin.push(null);
    };
    const stdin = new Readable({
      read: () => {
        isRead = true;
        this.#onChange = pass;
        pass();
      },
    });
    return {
      stdin,
      get isOpen() {
        return isRead && !isOver;
      },
      end,
    };
  }
}
